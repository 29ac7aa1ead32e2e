internal import MeshStore

extension EvidenceMigrations {
    /// Checkpoints that others have timed, and their word.
    static let time = Migration(
        3, "timed checkpoints",
        [
            """
            CREATE TABLE checkpoints (
                size INTEGER NOT NULL PRIMARY KEY CHECK (size >= 0),
                note BLOB NOT NULL
            ) STRICT
            """,
            // One source says one time over one checkpoint: its first. Kept for ever, like the entries: the bundle of any
            // of them may still be asked for, and its interval is made of the times closest to it. A checkpoint that is
            // timed has an entry of its own, so there are never more rows than entries times sources.
            """
            CREATE TABLE checkpoint_times (
                size INTEGER NOT NULL REFERENCES checkpoints (size),
                kind TEXT NOT NULL CHECK (kind IN ('cosignature', 'token')),
                source TEXT NOT NULL,
                time INTEGER NOT NULL,
                word BLOB NOT NULL,
                PRIMARY KEY (size, kind, source)
            ) STRICT
            """,
        ])
}
