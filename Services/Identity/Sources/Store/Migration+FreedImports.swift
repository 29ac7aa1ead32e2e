internal import MeshStore

extension IdentityMigrations {
    /// Numbers that imported accounts never get again.
    static let freedImports = Migration(
        17, "freed numbers of imported accounts",
        [
            // Keyed codes, one after the other.
            """
            ALTER TABLE imported_accounts ADD COLUMN freed_mobile_codes BLOB NOT NULL DEFAULT x''
                CHECK (length(freed_mobile_codes) % 32 = 0)
            """
        ])
}
