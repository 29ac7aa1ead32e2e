package import MeshStore

/// The tables of this service, step by step.
package enum EvidenceMigrations {
    /// All of them, in order.
    package static let all = [
        first, filings, time, custody, erasure, similarity, leanCustody, disputes, renewals, repetitions,
        creditPacks, completePairs,
    ]

    private static let first = Migration(
        1, "projects, log, evidence",
        [
            // What is personal is sealed under the account's data key: title, opening, response.
            """
            CREATE TABLE projects (
                id TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL,
                authority TEXT NOT NULL,
                title BLOB NOT NULL,
                created_at INTEGER NOT NULL,
                chain_id BLOB NOT NULL UNIQUE CHECK (length(chain_id) = 16),
                next_sequence INTEGER NOT NULL CHECK (next_sequence >= 0),
                last_leaf_hash BLOB NOT NULL CHECK (length(last_leaf_hash) = 32)
            ) STRICT
            """,
            "CREATE UNIQUE INDEX projects_account ON projects (account, id)",
            """
            CREATE TABLE log_entries (
                log_index INTEGER NOT NULL PRIMARY KEY CHECK (log_index >= 0),
                chain_id BLOB NOT NULL CHECK (length(chain_id) = 16),
                sequence INTEGER NOT NULL CHECK (sequence >= 0),
                leaf BLOB NOT NULL CHECK (length(leaf) = 182),
                UNIQUE (chain_id, sequence)
            ) STRICT
            """,
            """
            CREATE TABLE log_tiles (
                level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
                tile INTEGER NOT NULL CHECK (tile >= 0),
                hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
                PRIMARY KEY (level, tile)
            ) STRICT
            """,
            """
            CREATE TABLE log_head (
                origin TEXT NOT NULL PRIMARY KEY,
                size INTEGER NOT NULL CHECK (size >= 0),
                root BLOB NOT NULL CHECK (length(root) = 32),
                checkpoint BLOB NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE timestamp_chains (
                digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
                pem TEXT NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE evidence (
                id TEXT NOT NULL PRIMARY KEY,
                number TEXT NOT NULL UNIQUE,
                project TEXT NOT NULL REFERENCES projects (id),
                account TEXT NOT NULL,
                authority TEXT NOT NULL,
                sequence INTEGER NOT NULL CHECK (sequence >= 0),
                log_index INTEGER NOT NULL UNIQUE REFERENCES log_entries (log_index),
                leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
                accepted_at INTEGER NOT NULL,
                timestamp_at INTEGER NOT NULL,
                timestamp_chain BLOB NOT NULL REFERENCES timestamp_chains (digest),
                UNIQUE (project, sequence)
            ) STRICT
            """,
            "CREATE UNIQUE INDEX evidence_account ON evidence (account, id)",
            // What erasure destroys: salts, digests, metadata and token.
            """
            CREATE TABLE openings (
                evidence TEXT NOT NULL PRIMARY KEY REFERENCES evidence (id),
                opening BLOB NOT NULL,
                response BLOB NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE contents (
                evidence TEXT NOT NULL PRIMARY KEY REFERENCES evidence (id),
                blob TEXT NOT NULL UNIQUE,
                bytes INTEGER NOT NULL CHECK (bytes >= 1)
            ) STRICT
            """,
        ])
}
