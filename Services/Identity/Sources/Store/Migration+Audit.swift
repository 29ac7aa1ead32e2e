internal import MeshStore

extension IdentityMigrations {
    /// What was done to accounts and looked at by staff, and what staff know of the calendar.
    static let audit = Migration(
        3, "audit, calendar",
        [
            // Each record's code covers the one before it; none holds what is personal.
            """
            CREATE TABLE audit (
                position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 0),
                at INTEGER NOT NULL,
                account TEXT NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                object TEXT NOT NULL,
                hash BLOB NOT NULL CHECK (length(hash) = 32)
            ) STRICT
            """,
            "CREATE INDEX audit_account ON audit (account, position)",
            """
            CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'an audit record is never changed'); END
            """,
            // Replacing a row fires no trigger of removal.
            """
            CREATE TRIGGER audit_added BEFORE INSERT ON audit
            WHEN EXISTS (SELECT 1 FROM audit WHERE position >= NEW.position)
            BEGIN SELECT RAISE(ABORT, 'an audit record is never replaced'); END
            """,
            """
            CREATE TRIGGER audit_kept BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'an audit record is never removed'); END
            """,
            // How many records there are, and a code of that and of the last one, so that none can be missed.
            """
            CREATE TABLE audit_head (
                only INTEGER NOT NULL PRIMARY KEY CHECK (only = 0),
                records INTEGER NOT NULL CHECK (records >= 0),
                seal BLOB CHECK (length(seal) = 32)
            ) STRICT
            """,
            "INSERT INTO audit_head (only, records) VALUES (0, 0)",
            // Years that staff have announced; they take the place of what the program knows of them.
            """
            CREATE TABLE calendar_years (
                year INTEGER NOT NULL PRIMARY KEY CHECK (year BETWEEN 2000 AND 2999),
                source TEXT NOT NULL,
                announced_by TEXT NOT NULL,
                announced_at INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE calendar_days (
                day TEXT NOT NULL PRIMARY KEY,
                year INTEGER NOT NULL REFERENCES calendar_years (year),
                working INTEGER NOT NULL CHECK (working IN (0, 1))
            ) STRICT
            """,
        ])
}
