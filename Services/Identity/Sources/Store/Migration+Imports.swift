internal import MeshStore

extension IdentityMigrations {
    /// Accounts that came from an older system.
    static let imports = Migration(
        16, "imported accounts",
        [
            // What the older system calls an account is a keyed code; it stays when the account is erased, so that nobody is
            // imported again. An institution's name is sealed under the account's data key.
            """
            CREATE TABLE imported_accounts (
                account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
                reference_code BLOB NOT NULL UNIQUE CHECK (length(reference_code) = 32),
                institution_name BLOB,
                imported_at INTEGER NOT NULL,
                completed_at INTEGER
            ) STRICT
            """
        ])
}
