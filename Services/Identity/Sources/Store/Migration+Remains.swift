internal import MeshStore

extension IdentityMigrations {
    /// What of an erased account may be left beside the rows. Of those before it is not known, so it is done again.
    static let remains = Migration(
        9, "what is left of erasures",
        [
            "ALTER TABLE erasures ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0 CHECK (emptied IN (0, 1))",
            "CREATE INDEX erasures_in_log ON erasures (account) WHERE emptied = 0",
            // Whose they were. Of those before it is not known; they are gone within a day.
            "ALTER TABLE former_contacts ADD COLUMN account TEXT",
            "CREATE INDEX former_contacts_account ON former_contacts (account)",
            "CREATE INDEX former_contacts_at ON former_contacts (at)",
            // Keyed codes of where they go, and of which account asked for them.
            "ALTER TABLE code_letters ADD COLUMN recipient BLOB CHECK (length(recipient) = 32)",
            "ALTER TABLE code_letters ADD COLUMN owner TEXT",
        ])
}
