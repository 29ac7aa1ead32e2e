internal import MeshStore

extension NotifyMigrations {
    /// Advisers who have gone and whose work goes to others step by step; how often a call was given to somebody.
    static let relief = Migration(
        5, "advisers who are relieved, call-backs that come back",
        [
            "ALTER TABLE advisers ADD COLUMN hands_on INTEGER NOT NULL DEFAULT 0 CHECK (hands_on IN (0, 1))",
            "CREATE UNIQUE INDEX advisers_handing_on ON advisers (id) WHERE hands_on = 1",
            "ALTER TABLE callbacks ADD COLUMN assignments INTEGER NOT NULL DEFAULT 0 CHECK (assignments >= 0)",
        ])
}
