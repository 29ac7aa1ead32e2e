internal import MeshStore

extension NotifyMigrations {
    /// The years whose working days staff have announced, with the days that are not what their place in the week says; and
    /// advisers who are none of the staff's any more.
    static let calendar = Migration(
        8, "announced working days, advisers who have left",
        [
            """
            CREATE TABLE calendar_years (
                year INTEGER NOT NULL PRIMARY KEY CHECK (year BETWEEN 2000 AND 2999)
            ) STRICT
            """,
            """
            CREATE TABLE calendar_days (
                day TEXT NOT NULL PRIMARY KEY CHECK (length(day) = 10),
                year INTEGER NOT NULL REFERENCES calendar_years (year),
                working INTEGER NOT NULL CHECK (working IN (0, 1))
            ) STRICT
            """,
            "CREATE INDEX calendar_days_year ON calendar_days (year)",
            "ALTER TABLE advisers ADD COLUMN has_left INTEGER NOT NULL DEFAULT 0 CHECK (has_left IN (0, 1))",
        ])
}
