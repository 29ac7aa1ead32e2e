internal import MeshStore

extension IdentityMigrations {
    /// Whether the other services were told of a year that staff have announced.
    static let announcements = Migration(
        19, "announced years that others know",
        [
            // Of those from before this nobody was told; the service does so when it starts.
            "ALTER TABLE calendar_years ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))"
        ])
}
