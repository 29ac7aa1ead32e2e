internal import MeshStore

extension IdentityMigrations {
    /// Accounts that were erased, and how far that has come elsewhere.
    static let privacy = Migration(
        6, "erasures",
        [
            """
            CREATE TABLE erasures (
                account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
                erased_at INTEGER NOT NULL,
                forgotten INTEGER NOT NULL CHECK (forgotten IN (0, 1)),
                unsealed INTEGER NOT NULL CHECK (unsealed IN (0, 1))
            ) STRICT
            """
        ])
}
