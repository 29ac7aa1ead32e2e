internal import MeshStore

extension IdentityMigrations {
    /// What accounts say of themselves, their address books, and where they were reached before.
    static let changes = Migration(
        4, "profiles, addresses, former contacts",
        [
            // Sealed under the account's data key.
            """
            CREATE TABLE profiles (
                account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
                profile BLOB NOT NULL,
                changed_at INTEGER NOT NULL
            ) STRICT
            """,
            // The lines are sealed under the account's data key.
            """
            CREATE TABLE addresses (
                id TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id),
                lines BLOB NOT NULL,
                is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
                changed_at INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE UNIQUE INDEX addresses_account ON addresses (account, id)",
            "CREATE UNIQUE INDEX addresses_default ON addresses (account) WHERE is_default = 1",
            // A number or an address that is to be told that it is an account's no more, sealed under the service's data
            // key, until it was told.
            """
            CREATE TABLE former_contacts (
                reference TEXT NOT NULL PRIMARY KEY,
                contact BLOB NOT NULL,
                at INTEGER NOT NULL
            ) STRICT
            """,
        ])
}
