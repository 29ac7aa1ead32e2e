internal import MeshStore

extension IdentityMigrations {
    /// What a machine read off pictures.
    static let readings = Migration(
        7, "what was read off pictures",
        [
            // Sealed under the account's data key. Pictures from before this have none.
            "ALTER TABLE documents ADD COLUMN reading BLOB"
        ])
}
