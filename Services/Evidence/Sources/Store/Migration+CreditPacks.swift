internal import MeshStore

extension EvidenceMigrations {
    /// Credits in packs with an end, what each was used for, timestamps of filings, and how many bytes are kept for whom.
    static let creditPacks = Migration(
        11, "credit packs, filings with timestamps, kept bytes",
        [
            // Nothing is due any more once next_at is null. What was used before there were packs stands in credits.
            """
            CREATE TABLE credit_packs (
                id TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL,
                supplier TEXT NOT NULL,
                quantity INTEGER NOT NULL CHECK (quantity >= 1),
                used INTEGER NOT NULL CHECK (used BETWEEN 0 AND quantity),
                ordered_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL CHECK (expires_at > ordered_at),
                next_at INTEGER,
                is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
                granted_by TEXT
            ) STRICT
            """,
            "CREATE UNIQUE INDEX credit_packs_account ON credit_packs (account, id)",
            "CREATE UNIQUE INDEX credit_packs_default ON credit_packs (account) WHERE is_default = 1",
            "CREATE INDEX credit_packs_running ON credit_packs (account, expires_at) WHERE used < quantity",
            "CREATE INDEX credit_packs_due ON credit_packs (next_at) WHERE next_at IS NOT NULL",
            """
            CREATE TABLE credit_uses (
                pack TEXT NOT NULL REFERENCES credit_packs (id),
                position INTEGER NOT NULL CHECK (position >= 0),
                used_at INTEGER NOT NULL,
                purpose TEXT NOT NULL CHECK (purpose IN ('seal', 'filing', 'renewal')),
                subject TEXT NOT NULL,
                PRIMARY KEY (pack, position)
            ) STRICT
            """,
            // The pack whose credit an item was sealed with; null for those sealed before.
            "ALTER TABLE evidence ADD COLUMN credit_pack TEXT",
            // Null in filings from before. The token is sealed under the account's data key.
            "ALTER TABLE filings ADD COLUMN supplier TEXT",
            "ALTER TABLE filings ADD COLUMN credit_pack TEXT",
            "ALTER TABLE filings ADD COLUMN statement_sha256 BLOB CHECK (length(statement_sha256) = 32)",
            "ALTER TABLE filings ADD COLUMN token BLOB",
            "ALTER TABLE filings ADD COLUMN timed_at INTEGER",
            """
            CREATE INDEX filings_awaiting ON filings (account, id)
            WHERE statement_sha256 IS NOT NULL AND timed_at IS NULL
            """,
            """
            CREATE TABLE kept_bytes (
                account TEXT NOT NULL PRIMARY KEY,
                bytes INTEGER NOT NULL CHECK (bytes >= 0)
            ) STRICT
            """,
            """
            INSERT INTO kept_bytes (account, bytes)
            SELECT evidence.account, sum(contents.bytes) FROM contents
            JOIN evidence ON evidence.id = contents.evidence GROUP BY evidence.account
            """,
        ])
}
