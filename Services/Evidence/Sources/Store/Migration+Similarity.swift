internal import MeshStore

extension EvidenceMigrations {
    /// Fingerprints of what was sealed, and works that are alike.
    static let similarity = Migration(
        6, "fingerprints and similar works",
        [
            // The bands are the fingerprint's parts of sixteen bits; an index over each finds what is nearly the same.
            """
            CREATE TABLE fingerprints (
                evidence TEXT NOT NULL PRIMARY KEY REFERENCES evidence (id),
                account TEXT NOT NULL,
                log_index INTEGER NOT NULL UNIQUE REFERENCES log_entries (log_index),
                kind TEXT NOT NULL CHECK (kind IN ('image', 'text')),
                bits INTEGER NOT NULL,
                band0 INTEGER NOT NULL CHECK (band0 BETWEEN 0 AND 65535),
                band1 INTEGER NOT NULL CHECK (band1 BETWEEN 0 AND 65535),
                band2 INTEGER NOT NULL CHECK (band2 BETWEEN 0 AND 65535),
                band3 INTEGER NOT NULL CHECK (band3 BETWEEN 0 AND 65535)
            ) STRICT
            """,
            "CREATE INDEX fingerprints_band0 ON fingerprints (kind, band0)",
            "CREATE INDEX fingerprints_band1 ON fingerprints (kind, band1)",
            "CREATE INDEX fingerprints_band2 ON fingerprints (kind, band2)",
            "CREATE INDEX fingerprints_band3 ON fingerprints (kind, band3)",
            // One row: the first entry of the log that was not looked at yet.
            """
            CREATE TABLE fingerprint_cursor (
                only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
                log_index INTEGER NOT NULL CHECK (log_index >= 0)
            ) STRICT
            """,
            "INSERT INTO fingerprint_cursor (only, log_index) VALUES (1, 0)",
            """
            CREATE TABLE similar_pairs (
                id TEXT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('image', 'text')),
                later TEXT NOT NULL REFERENCES fingerprints (evidence),
                earlier TEXT NOT NULL REFERENCES fingerprints (evidence),
                distance INTEGER NOT NULL CHECK (distance BETWEEN 0 AND 64),
                found_at INTEGER NOT NULL,
                verdict TEXT CHECK (verdict IN ('confirmed', 'dismissed')),
                reviewed_by TEXT,
                reviewed_at INTEGER,
                UNIQUE (later, earlier),
                CHECK ((verdict IS NULL) = (reviewed_by IS NULL) AND (verdict IS NULL) = (reviewed_at IS NULL))
            ) STRICT
            """,
            "CREATE INDEX similar_pairs_earlier ON similar_pairs (earlier)",
            "CREATE INDEX similar_pairs_verdict ON similar_pairs (verdict, id)",
        ])
}
