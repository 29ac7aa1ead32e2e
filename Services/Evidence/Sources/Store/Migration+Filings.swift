internal import MeshStore

extension EvidenceMigrations {
    /// Copyright settings, stages, submissions of digests alone, sealed chains, filings and credits.
    static let filings = Migration(
        2, "copyright settings, stages, chain seals, filings, credits",
        [
            """
            ALTER TABLE projects ADD COLUMN copyright_version INTEGER NOT NULL DEFAULT 0
                CHECK (copyright_version >= 0)
            """,
            "ALTER TABLE projects ADD COLUMN copyright_commitment BLOB CHECK (length(copyright_commitment) = 32)",
            "ALTER TABLE projects ADD COLUMN chain_seals INTEGER NOT NULL DEFAULT 0 CHECK (chain_seals >= 0)",
            """
            ALTER TABLE evidence ADD COLUMN stage TEXT
                CHECK (stage IN ('conception', 'draft', 'revision', 'final', 'publication'))
            """,
            "ALTER TABLE evidence ADD COLUMN mode TEXT NOT NULL DEFAULT 'bytes' CHECK (mode IN ('bytes', 'digest'))",
            "CREATE INDEX evidence_stage ON evidence (account, stage, id) WHERE stage IS NOT NULL",
            // Salt and settings, sealed together under the account's data key.
            """
            CREATE TABLE copyright_versions (
                project TEXT NOT NULL REFERENCES projects (id),
                version INTEGER NOT NULL CHECK (version >= 1),
                settings BLOB NOT NULL,
                set_at INTEGER NOT NULL,
                PRIMARY KEY (project, version)
            ) STRICT
            """,
            // Content, opening and response are what erasure destroys.
            """
            CREATE TABLE chain_seals (
                id TEXT NOT NULL PRIMARY KEY,
                number TEXT NOT NULL UNIQUE,
                project TEXT NOT NULL REFERENCES projects (id),
                account TEXT NOT NULL,
                version INTEGER NOT NULL CHECK (version >= 1),
                sequence INTEGER NOT NULL CHECK (sequence >= 1),
                log_index INTEGER NOT NULL UNIQUE REFERENCES log_entries (log_index),
                leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
                accepted_at INTEGER NOT NULL,
                timestamp_at INTEGER NOT NULL,
                timestamp_chain BLOB NOT NULL REFERENCES timestamp_chains (digest),
                content BLOB NOT NULL,
                opening BLOB NOT NULL,
                response BLOB NOT NULL,
                UNIQUE (project, version),
                UNIQUE (project, sequence)
            ) STRICT
            """,
            // Who has used how many; what each was used for stands with the item or the filing.
            """
            CREATE TABLE credits (
                account TEXT NOT NULL PRIMARY KEY,
                used INTEGER NOT NULL CHECK (used >= 0)
            ) STRICT
            """,
            // What the applicant states is sealed under the account's data key. Nothing is due any more once next_at is
            // null.
            """
            CREATE TABLE filings (
                id TEXT NOT NULL PRIMARY KEY,
                project TEXT NOT NULL REFERENCES projects (id),
                account TEXT NOT NULL,
                authority TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('designDrawing', 'productPicture')),
                statement BLOB NOT NULL,
                applied_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL CHECK (expires_at > applied_at),
                next_at INTEGER
            ) STRICT
            """,
            "CREATE UNIQUE INDEX filings_account ON filings (account, id)",
            "CREATE INDEX filings_due ON filings (next_at) WHERE next_at IS NOT NULL",
            """
            CREATE TABLE filing_items (
                filing TEXT NOT NULL REFERENCES filings (id),
                position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 63),
                evidence TEXT NOT NULL REFERENCES evidence (id),
                PRIMARY KEY (filing, position),
                UNIQUE (filing, evidence)
            ) STRICT
            """,
            """
            CREATE TABLE filing_records (
                filing TEXT NOT NULL REFERENCES filings (id),
                position INTEGER NOT NULL CHECK (position >= 0),
                at INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('applied', 'renewed', 'reminded', 'voided')),
                expires_at INTEGER NOT NULL,
                PRIMARY KEY (filing, position)
            ) STRICT
            """,
        ])
}
