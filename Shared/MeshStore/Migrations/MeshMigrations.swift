/// The tables that every store has, whatever its service keeps.
enum MeshMigrations {
    static let all = [
        Migration(
            1, "events, feeds, idempotency, jobs, subject keys",
            [
                """
                CREATE TABLE meta (
                    name TEXT NOT NULL PRIMARY KEY,
                    value TEXT NOT NULL
                ) STRICT
                """,
                // One row counts positions: sequences of other engines are not in commit order.
                """
                CREATE TABLE feed_head (
                    shard INTEGER NOT NULL PRIMARY KEY,
                    position INTEGER NOT NULL CHECK (position >= 0)
                ) STRICT
                """,
                "INSERT INTO feed_head (shard, position) VALUES (0, 0)",
                """
                CREATE TABLE events (
                    position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 1),
                    id TEXT NOT NULL UNIQUE,
                    type TEXT NOT NULL,
                    aggregate TEXT NOT NULL,
                    version INTEGER NOT NULL CHECK (version >= 1),
                    payload BLOB NOT NULL,
                    trace TEXT NOT NULL,
                    at INTEGER NOT NULL
                ) STRICT
                """,
                """
                CREATE TABLE feeds (
                    peer TEXT NOT NULL,
                    shard INTEGER NOT NULL,
                    epoch TEXT NOT NULL,
                    position INTEGER NOT NULL CHECK (position >= 0),
                    last_event_id TEXT NOT NULL,
                    PRIMARY KEY (peer, shard)
                ) STRICT
                """,
                """
                CREATE TABLE parked_events (
                    peer TEXT NOT NULL,
                    shard INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    epoch TEXT NOT NULL,
                    id TEXT NOT NULL,
                    type TEXT NOT NULL,
                    aggregate TEXT NOT NULL,
                    version INTEGER NOT NULL,
                    payload BLOB NOT NULL,
                    trace TEXT NOT NULL,
                    at INTEGER NOT NULL,
                    attempts INTEGER NOT NULL CHECK (attempts >= 0),
                    next_at INTEGER NOT NULL,
                    error TEXT NOT NULL,
                    PRIMARY KEY (peer, shard, position),
                    FOREIGN KEY (peer, shard) REFERENCES feeds (peer, shard)
                ) STRICT
                """,
                "CREATE INDEX parked_events_aggregate ON parked_events (peer, shard, aggregate, position)",
                """
                CREATE TABLE idempotency (
                    caller TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    method TEXT NOT NULL,
                    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
                    request_hash BLOB NOT NULL,
                    status INTEGER NOT NULL,
                    response BLOB NOT NULL,
                    at INTEGER NOT NULL,
                    expires_at INTEGER,
                    PRIMARY KEY (caller, subject, method, key)
                ) STRICT
                """,
                "CREATE INDEX idempotency_expiry ON idempotency (expires_at) WHERE expires_at IS NOT NULL",
                """
                CREATE TABLE jobs (
                    id TEXT NOT NULL PRIMARY KEY,
                    kind TEXT NOT NULL,
                    reference TEXT NOT NULL,
                    payload BLOB NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('ready', 'running', 'done', 'failed', 'unknown')),
                    attempts INTEGER NOT NULL CHECK (attempts >= 0),
                    next_at INTEGER NOT NULL,
                    lease INTEGER NOT NULL CHECK (lease >= 0),
                    lease_until INTEGER,
                    error TEXT NOT NULL,
                    at INTEGER NOT NULL,
                    UNIQUE (kind, reference),
                    CHECK ((state = 'running') = (lease_until IS NOT NULL))
                ) STRICT
                """,
                "CREATE INDEX jobs_due ON jobs (kind, state, next_at)",
                "CREATE INDEX jobs_leased ON jobs (lease_until) WHERE lease_until IS NOT NULL",
                """
                CREATE TABLE subject_keys (
                    subject TEXT NOT NULL PRIMARY KEY,
                    master_version INTEGER NOT NULL CHECK (master_version >= 0),
                    wrapped BLOB,
                    at INTEGER NOT NULL
                ) STRICT
                """,
            ]),
        Migration(
            2, "jobs that are done, by age", ["CREATE INDEX jobs_done ON jobs (next_at) WHERE state = 'done'"]),
        // Sealed as the files are, header and all.
        Migration(
            3, "small blobs",
            [
                """
                CREATE TABLE small_blobs (
                    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
                    sealed BLOB NOT NULL
                ) STRICT
                """
            ]),
    ]
}
