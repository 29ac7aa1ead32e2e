internal import MeshStore

extension EvidenceMigrations {
    /// What was erased, and what of it is still to be removed.
    static let erasure = Migration(
        5, "erasure",
        [
            "ALTER TABLE projects ADD COLUMN tombstones INTEGER NOT NULL DEFAULT 0 CHECK (tombstones >= 0)",
            // The call that sealed the item: its saved answer holds what the opening holds, and goes with it.
            "ALTER TABLE openings ADD COLUMN request_caller TEXT",
            "ALTER TABLE openings ADD COLUMN request_method TEXT",
            "ALTER TABLE openings ADD COLUMN request_key TEXT",
            // One row for each erased entry. What is not finished has a file, or bytes in the write-ahead log, left.
            """
            CREATE TABLE erasures (
                log_index INTEGER NOT NULL PRIMARY KEY REFERENCES log_entries (log_index),
                id TEXT NOT NULL UNIQUE,
                number TEXT NOT NULL UNIQUE,
                project TEXT NOT NULL REFERENCES projects (id),
                account TEXT NOT NULL,
                sequence INTEGER NOT NULL CHECK (sequence >= 0),
                tombstone INTEGER NOT NULL UNIQUE REFERENCES log_entries (log_index) CHECK (tombstone > log_index),
                wish TEXT NOT NULL CHECK (wish IN ('holder', 'staff', 'subject')),
                staff TEXT,
                erased_at INTEGER NOT NULL,
                blob TEXT,
                finished_at INTEGER,
                CHECK ((wish = 'staff') = (staff IS NOT NULL)),
                CHECK (finished_at IS NULL OR blob IS NULL)
            ) STRICT
            """,
            "CREATE INDEX erasures_unfinished ON erasures (log_index) WHERE finished_at IS NULL",
            "CREATE UNIQUE INDEX erasures_project ON erasures (project, sequence)",
            // An account whose data key was destroyed. The cursor is where forgetting its saved answers goes on.
            """
            CREATE TABLE subject_erasures (
                account TEXT NOT NULL PRIMARY KEY,
                state TEXT NOT NULL CHECK (state IN ('erasing', 'settling', 'erased')),
                requested_at INTEGER NOT NULL,
                answers_after INTEGER NOT NULL CHECK (answers_after >= 0)
            ) STRICT
            """,
            "CREATE INDEX subject_erasures_open ON subject_erasures (requested_at) WHERE state <> 'erased'",
        ])
}
