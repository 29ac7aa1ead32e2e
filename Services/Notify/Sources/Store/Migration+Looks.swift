internal import MeshStore

extension NotifyMigrations {
    /// What the staff have seen of accounts' questions and numbers.
    static let looks = Migration(
        7, "looks of the staff",
        [
            // Identifiers, and nothing that is personal: it outlives an erasure.
            """
            CREATE TABLE looks (
                position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 0),
                at INTEGER NOT NULL,
                staff TEXT NOT NULL,
                account TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('subject', 'conversation', 'number')),
                object TEXT NOT NULL
            ) STRICT
            """,
            "CREATE UNIQUE INDEX looks_account ON looks (account, position)",
            "CREATE UNIQUE INDEX looks_staff ON looks (staff, position)",
            """
            CREATE TRIGGER looks_unchanged BEFORE UPDATE ON looks
            BEGIN SELECT RAISE(ABORT, 'a look is never changed'); END
            """,
            // Replacing a row fires no trigger of removal.
            """
            CREATE TRIGGER looks_added BEFORE INSERT ON looks
            WHEN EXISTS (SELECT 1 FROM looks WHERE position >= NEW.position)
            BEGIN SELECT RAISE(ABORT, 'a look is never replaced'); END
            """,
            """
            CREATE TRIGGER looks_kept BEFORE DELETE ON looks
            BEGIN SELECT RAISE(ABORT, 'a look is never removed'); END
            """,
        ])
}
