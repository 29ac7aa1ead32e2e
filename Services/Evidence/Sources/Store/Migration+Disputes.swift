internal import MeshStore

extension EvidenceMigrations {
    /// Witnesses that contradict the log.
    static let disputes = Migration(
        8, "witnesses that contradict the log",
        [
            // What was found out stays known when the witness cannot be asked at the next start. It goes when the witness
            // cosigns again; a newer store that is brought back never had it.
            """
            CREATE TABLE witness_disputes (
                witness TEXT NOT NULL PRIMARY KEY,
                theirs INTEGER NOT NULL CHECK (theirs >= 0),
                ours INTEGER CHECK (ours >= 0),
                at INTEGER NOT NULL
            ) STRICT
            """
        ])
}
