internal import MeshStore

extension EvidenceMigrations {
    /// Later tokens over checkpoints that were timed before.
    static let renewals = Migration(
        9, "checkpoints timed again",
        [
            // The first token of each authority stays where it is, for it bounds the entries below it most closely; these
            // carry what it shows into years in which nobody believes its signature any more. One for each authority and
            // period, kept for ever.
            """
            CREATE TABLE checkpoint_renewals (
                size INTEGER NOT NULL REFERENCES checkpoints (size),
                source TEXT NOT NULL,
                time INTEGER NOT NULL,
                word BLOB NOT NULL,
                PRIMARY KEY (size, source, time)
            ) STRICT
            """
        ])
}
