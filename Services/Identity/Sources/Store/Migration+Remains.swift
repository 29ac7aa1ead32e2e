internal import MeshStore

extension IdentityMigrations {
    /// What of an erased account may be left beside the rows. Of those before it is not known, so it is done again.
    static let remains = Migration(
        9, "what is left of erasures",
        [
            "ALTER TABLE erasures ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0 CHECK (emptied IN (0, 1))",
            "CREATE INDEX erasures_in_log ON erasures (account) WHERE emptied = 0",
        ])
}
