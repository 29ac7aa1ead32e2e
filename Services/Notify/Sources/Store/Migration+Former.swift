internal import MeshStore

extension NotifyMigrations {
    /// When advisers came to be on duty last, where accounts were reached before, and what each of the staff has
    /// written.
    static let former = Migration(
        9, "when advisers came, former contacts, texts by their authors",
        [
            "ALTER TABLE advisers ADD COLUMN came_at INTEGER",
            // Nobody knows since when: whoever is on duty now was so at the last thing that this store has told.
            """
            UPDATE advisers SET came_at = (SELECT at FROM events ORDER BY position DESC LIMIT 1) WHERE on_duty = 1
            """,
            // A keyed code finds what was sent there, and says no number.
            """
            CREATE TABLE former_contacts (
                account TEXT NOT NULL,
                code BLOB NOT NULL CHECK (length(code) = 32),
                channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
                replaced_at INTEGER NOT NULL,
                PRIMARY KEY (account, code)
            ) STRICT
            """,
            // Of those that were replaced before, what the account's own messages tell.
            """
            INSERT INTO former_contacts (account, code, channel, replaced_at)
            SELECT account, address_code, channel, MAX(accepted_at) FROM messages
            WHERE account <> '' AND channel IN ('sms', 'email') AND NOT EXISTS
                (SELECT 1 FROM subject_keys WHERE subject = messages.account AND wrapped IS NULL)
            GROUP BY account, address_code, channel
            """,
            "CREATE UNIQUE INDEX ticket_texts_author ON ticket_texts (author, ticket, position)",
        ])
}
