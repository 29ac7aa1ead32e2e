internal import MeshStore

extension IdentityMigrations {
    /// Who may act for which right holder.
    static let agents = Migration(
        14, "mandates",
        [
            // What the agent wrote of the holder, and a reason, are sealed under the agent's data key, and so is the letter.
            // The holder stays empty where nobody was verified so; the agent is not told.
            """
            CREATE TABLE mandates (
                id TEXT NOT NULL PRIMARY KEY,
                agent TEXT NOT NULL REFERENCES accounts (id),
                authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
                holder TEXT REFERENCES holders (id),
                holder_account TEXT REFERENCES accounts (id),
                document_code BLOB NOT NULL CHECK (length(document_code) = 32),
                named BLOB NOT NULL,
                businesses TEXT NOT NULL,
                valid_from TEXT NOT NULL,
                valid_until TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('draft', 'awaiting_holder', 'in_review', 'active', 'declined',
                    'refused', 'revoked', 'lapsed', 'expired')),
                letter TEXT UNIQUE,
                letter_type TEXT CHECK (letter_type IN ('jpeg', 'png')),
                letter_bytes INTEGER CHECK (letter_bytes BETWEEN 1 AND 5242879),
                letter_at INTEGER,
                reason BLOB,
                ended_by TEXT CHECK (ended_by IN ('agent', 'holder', 'staff', 'time', 'erasure')),
                created_at INTEGER NOT NULL,
                submitted_at INTEGER,
                confirmed_at INTEGER,
                approved_at INTEGER,
                ended_at INTEGER,
                CHECK ((holder IS NULL) = (holder_account IS NULL)),
                CHECK ((letter IS NULL) = (letter_type IS NULL AND letter_bytes IS NULL AND letter_at IS NULL)),
                CHECK ((ended_at IS NULL) = (state IN ('draft', 'awaiting_holder', 'in_review', 'active'))),
                CHECK (state NOT IN ('in_review', 'active') OR (holder IS NOT NULL AND confirmed_at IS NOT NULL))
            ) STRICT
            """,
            "CREATE UNIQUE INDEX mandates_agent ON mandates (agent, id)",
            "CREATE INDEX mandates_holder ON mandates (holder_account, id)",
            // One on its way for an agent and a document, whoever has it.
            """
            CREATE UNIQUE INDEX mandates_under_way ON mandates (agent, authority, document_code)
                WHERE state IN ('draft', 'awaiting_holder', 'in_review')
            """,
            "CREATE INDEX mandates_queue ON mandates (confirmed_at, id) WHERE state = 'in_review'",
            "CREATE INDEX mandates_active ON mandates (agent, holder) WHERE state = 'active'",
            """
            CREATE INDEX mandates_until ON mandates (valid_until)
                WHERE state IN ('draft', 'awaiting_holder', 'in_review', 'active')
            """,
            "CREATE INDEX mandates_waiting ON mandates (created_at) WHERE state IN ('draft', 'awaiting_holder')",
        ])
}
