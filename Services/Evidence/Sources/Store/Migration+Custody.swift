internal import MeshStore

extension EvidenceMigrations {
    /// Items found by their digests, their custody, and when each was last held against its seal.
    static let custody = Migration(
        4, "digests, custody, checks",
        [
            // Keyed codes of the digests: who has this table without the service's data key learns no digest from it.
            """
            CREATE TABLE evidence_digests (
                evidence TEXT NOT NULL PRIMARY KEY REFERENCES evidence (id),
                log_index INTEGER NOT NULL,
                sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
                sm3 BLOB NOT NULL CHECK (length(sm3) = 32)
            ) STRICT
            """,
            "CREATE INDEX evidence_digests_sha256 ON evidence_digests (sha256, log_index)",
            "CREATE INDEX evidence_digests_sm3 ON evidence_digests (sm3, log_index)",
            // Each record's code covers the one before it.
            """
            CREATE TABLE custody (
                evidence TEXT NOT NULL REFERENCES evidence (id),
                position INTEGER NOT NULL CHECK (position >= 0),
                kind TEXT NOT NULL,
                record BLOB NOT NULL,
                hash BLOB NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (evidence, position)
            ) STRICT
            """,
            "CREATE INDEX custody_kind ON custody (evidence, kind, position)",
            """
            CREATE TRIGGER custody_unchanged BEFORE UPDATE ON custody
            BEGIN SELECT RAISE(ABORT, 'a custody record is never changed'); END
            """,
            // Replacing a row fires no trigger of removal.
            """
            CREATE TRIGGER custody_added BEFORE INSERT ON custody
            WHEN EXISTS (SELECT 1 FROM custody WHERE evidence = NEW.evidence AND position = NEW.position)
            BEGIN SELECT RAISE(ABORT, 'a custody record is never replaced'); END
            """,
            // Erasure destroys the opening first; what is left of the item may go then.
            """
            CREATE TRIGGER custody_kept BEFORE DELETE ON custody
            WHEN EXISTS (SELECT 1 FROM openings WHERE openings.evidence = OLD.evidence)
            BEGIN SELECT RAISE(ABORT, 'a custody record is never removed'); END
            """,
            // How many records an item has, and a code of that and of the last one, so that none can be missed.
            "ALTER TABLE evidence ADD COLUMN custody_records INTEGER NOT NULL DEFAULT 0 CHECK (custody_records >= 0)",
            "ALTER TABLE evidence ADD COLUMN custody_seal BLOB CHECK (length(custody_seal) = 32)",
            "ALTER TABLE evidence ADD COLUMN checked_at INTEGER NOT NULL DEFAULT 0",
            "CREATE INDEX evidence_checked ON evidence (checked_at)",
        ])
}
