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
) STRICT;
CREATE TABLE checkpoint_renewals (
    size INTEGER NOT NULL REFERENCES checkpoints (size),
    source TEXT NOT NULL,
    time INTEGER NOT NULL,
    word BLOB NOT NULL,
    PRIMARY KEY (size, source, time)
) STRICT;
CREATE TABLE checkpoint_times (
    size INTEGER NOT NULL REFERENCES checkpoints (size),
    kind TEXT NOT NULL CHECK (kind IN ('cosignature', 'token')),
    source TEXT NOT NULL,
    time INTEGER NOT NULL,
    word BLOB NOT NULL,
    PRIMARY KEY (size, kind, source)
) STRICT;
CREATE TABLE checkpoints (
    size INTEGER NOT NULL PRIMARY KEY CHECK (size >= 0),
    note BLOB NOT NULL
) STRICT;
CREATE TABLE contents (
    evidence TEXT NOT NULL PRIMARY KEY REFERENCES evidence (id),
    blob TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL CHECK (bytes >= 1)
) STRICT;
CREATE TABLE copyright_versions (
    project TEXT NOT NULL REFERENCES projects (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    settings BLOB NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (project, version)
) STRICT;
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
) STRICT;
CREATE UNIQUE INDEX credit_packs_account ON credit_packs (account, id);
CREATE UNIQUE INDEX credit_packs_default ON credit_packs (account) WHERE is_default = 1;
CREATE INDEX credit_packs_due ON credit_packs (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX credit_packs_running ON credit_packs (account, expires_at) WHERE used < quantity;
CREATE TABLE credit_uses (
    pack TEXT NOT NULL REFERENCES credit_packs (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    used_at INTEGER NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('seal', 'filing', 'renewal')),
    subject TEXT NOT NULL,
    PRIMARY KEY (pack, position)
) STRICT;
CREATE TABLE credits (
    account TEXT NOT NULL PRIMARY KEY,
    used INTEGER NOT NULL CHECK (used >= 0)
) STRICT;
CREATE TABLE custody (
    evidence TEXT NOT NULL REFERENCES evidence (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    kind TEXT NOT NULL,
    record BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (evidence, position)
) STRICT;
CREATE TRIGGER custody_added BEFORE INSERT ON custody
WHEN EXISTS (SELECT 1 FROM custody WHERE evidence = NEW.evidence AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'a custody record is never replaced'); END;
CREATE TRIGGER custody_kept BEFORE DELETE ON custody
WHEN EXISTS (SELECT 1 FROM openings WHERE openings.evidence = OLD.evidence)
BEGIN SELECT RAISE(ABORT, 'a custody record is never removed'); END;
CREATE INDEX custody_renewed ON custody (evidence, position) WHERE kind = 'renewed';
CREATE TABLE custody_repetitions (
    evidence TEXT NOT NULL REFERENCES evidence (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    count INTEGER NOT NULL CHECK (count >= 1),
    last_at INTEGER NOT NULL,
    code BLOB NOT NULL CHECK (length(code) = 32),
    PRIMARY KEY (evidence, position)
) STRICT;
CREATE TRIGGER custody_repetitions_added BEFORE INSERT ON custody_repetitions
WHEN EXISTS (SELECT 1 FROM custody_repetitions WHERE evidence = NEW.evidence AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'what custody has counted is never replaced'); END;
CREATE TRIGGER custody_repetitions_grow BEFORE UPDATE ON custody_repetitions
WHEN NEW.evidence <> OLD.evidence OR NEW.position <> OLD.position OR NEW.count <= OLD.count
    OR NEW.last_at < OLD.last_at
BEGIN SELECT RAISE(ABORT, 'what custody has counted only grows'); END;
CREATE TRIGGER custody_repetitions_kept BEFORE DELETE ON custody_repetitions
WHEN EXISTS (SELECT 1 FROM openings WHERE openings.evidence = OLD.evidence)
BEGIN SELECT RAISE(ABORT, 'what custody has counted is never removed'); END;
CREATE TRIGGER custody_unchanged BEFORE UPDATE ON custody
BEGIN SELECT RAISE(ABORT, 'a custody record is never changed'); END;
CREATE TABLE erasures (
    log_index INTEGER NOT NULL PRIMARY KEY REFERENCES log_entries (log_index),
    id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL REFERENCES projects (id),
    account TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    tombstone INTEGER NOT NULL UNIQUE REFERENCES log_entries (log_index) CHECK (tombstone > log_index),
    wish TEXT NOT NULL CHECK (wish IN ('holder', 'staff', 'subject')),
    staff TEXT,
    erased_at INTEGER NOT NULL,
    blob TEXT,
    finished_at INTEGER,
    CHECK ((wish = 'staff') = (staff IS NOT NULL)),
    CHECK (finished_at IS NULL OR blob IS NULL)
) STRICT;
CREATE UNIQUE INDEX erasures_project ON erasures (project, sequence);
CREATE INDEX erasures_unfinished ON erasures (log_index) WHERE finished_at IS NULL;
CREATE TABLE events (
    position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 1),
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    aggregate TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    payload BLOB NOT NULL,
    trace TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
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
    timestamp_chain BLOB NOT NULL REFERENCES timestamp_chains (digest), stage TEXT
    CHECK (stage IN ('conception', 'draft', 'revision', 'final', 'publication')), mode TEXT NOT NULL DEFAULT 'bytes' CHECK (mode IN ('bytes', 'digest')), custody_records INTEGER NOT NULL DEFAULT 0 CHECK (custody_records >= 0), custody_seal BLOB CHECK (length(custody_seal) = 32), checked_at INTEGER NOT NULL DEFAULT 0, custody_repetitions INTEGER NOT NULL DEFAULT 0, credit_pack TEXT,
    UNIQUE (project, sequence)
) STRICT;
CREATE UNIQUE INDEX evidence_account ON evidence (account, id);
CREATE INDEX evidence_checked ON evidence (checked_at);
CREATE TABLE evidence_digests (
    evidence TEXT NOT NULL PRIMARY KEY REFERENCES evidence (id),
    log_index INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    sm3 BLOB NOT NULL CHECK (length(sm3) = 32)
) STRICT;
CREATE INDEX evidence_digests_sha256 ON evidence_digests (sha256, log_index);
CREATE INDEX evidence_digests_sm3 ON evidence_digests (sm3, log_index);
CREATE INDEX evidence_stage ON evidence (account, stage, id) WHERE stage IS NOT NULL;
CREATE TABLE feed_head (
    shard INTEGER NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL CHECK (position >= 0)
) STRICT;
CREATE TABLE feeds (
    peer TEXT NOT NULL,
    shard INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    last_event_id TEXT NOT NULL,
    PRIMARY KEY (peer, shard)
) STRICT;
CREATE TABLE filing_items (
    filing TEXT NOT NULL REFERENCES filings (id),
    position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 63),
    evidence TEXT NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (filing, position),
    UNIQUE (filing, evidence)
) STRICT;
CREATE TABLE filing_records (
    filing TEXT NOT NULL REFERENCES filings (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('applied', 'renewed', 'reminded', 'voided')),
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (filing, position)
) STRICT;
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
, supplier TEXT, credit_pack TEXT, statement_sha256 BLOB CHECK (length(statement_sha256) = 32), token BLOB, timed_at INTEGER) STRICT;
CREATE UNIQUE INDEX filings_account ON filings (account, id);
CREATE INDEX filings_awaiting ON filings (account, id)
WHERE statement_sha256 IS NOT NULL AND timed_at IS NULL;
CREATE INDEX filings_due ON filings (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE fingerprint_cursor (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    log_index INTEGER NOT NULL CHECK (log_index >= 0)
) STRICT;
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
) STRICT;
CREATE INDEX fingerprints_band0 ON fingerprints (kind, band0);
CREATE INDEX fingerprints_band1 ON fingerprints (kind, band1);
CREATE INDEX fingerprints_band2 ON fingerprints (kind, band2);
CREATE INDEX fingerprints_band3 ON fingerprints (kind, band3);
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
) STRICT;
CREATE INDEX idempotency_expiry ON idempotency (expires_at) WHERE expires_at IS NOT NULL;
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
) STRICT;
CREATE INDEX jobs_done ON jobs (next_at) WHERE state = 'done';
CREATE INDEX jobs_due ON jobs (kind, state, next_at);
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE lease_until IS NOT NULL;
CREATE TABLE kept_bytes (
    account TEXT NOT NULL PRIMARY KEY,
    bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT;
CREATE TABLE log_entries (
    log_index INTEGER NOT NULL PRIMARY KEY CHECK (log_index >= 0),
    chain_id BLOB NOT NULL CHECK (length(chain_id) = 16),
    sequence INTEGER NOT NULL CHECK (sequence >= 0),
    leaf BLOB NOT NULL CHECK (length(leaf) = 182),
    UNIQUE (chain_id, sequence)
) STRICT;
CREATE TABLE log_head (
    origin TEXT NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    checkpoint BLOB NOT NULL
) STRICT;
CREATE TABLE log_tiles (
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    tile INTEGER NOT NULL CHECK (tile >= 0),
    hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, tile)
) STRICT;
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
CREATE TABLE openings (
    evidence TEXT NOT NULL PRIMARY KEY REFERENCES evidence (id),
    opening BLOB NOT NULL,
    response BLOB NOT NULL
, request_caller TEXT, request_method TEXT, request_key TEXT) STRICT;
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
) STRICT;
CREATE INDEX parked_events_aggregate ON parked_events (peer, shard, aggregate, position);
CREATE TABLE projects (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    authority TEXT NOT NULL,
    title BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    chain_id BLOB NOT NULL UNIQUE CHECK (length(chain_id) = 16),
    next_sequence INTEGER NOT NULL CHECK (next_sequence >= 0),
    last_leaf_hash BLOB NOT NULL CHECK (length(last_leaf_hash) = 32)
, copyright_version INTEGER NOT NULL DEFAULT 0
    CHECK (copyright_version >= 0), copyright_commitment BLOB CHECK (length(copyright_commitment) = 32), chain_seals INTEGER NOT NULL DEFAULT 0 CHECK (chain_seals >= 0), tombstones INTEGER NOT NULL DEFAULT 0 CHECK (tombstones >= 0)) STRICT;
CREATE UNIQUE INDEX projects_account ON projects (account, id);
CREATE TABLE schema_migrations (
    scope TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    name TEXT NOT NULL,
    checksum BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (scope, number)
) STRICT;
CREATE TABLE similar_pairs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('image', 'text')),
    later TEXT NOT NULL REFERENCES fingerprints (evidence),
    earlier TEXT NOT NULL REFERENCES fingerprints (evidence),
    distance INTEGER NOT NULL CHECK (distance BETWEEN 0 AND 64),
    found_at INTEGER NOT NULL,
    verdict TEXT CHECK (verdict IN ('confirmed', 'dismissed')),
    reviewed_by TEXT,
    reviewed_at INTEGER, complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
    UNIQUE (later, earlier),
    CHECK ((verdict IS NULL) = (reviewed_by IS NULL) AND (verdict IS NULL) = (reviewed_at IS NULL))
) STRICT;
CREATE INDEX similar_pairs_earlier ON similar_pairs (earlier);
CREATE INDEX similar_pairs_verdict ON similar_pairs (verdict, id);
CREATE TABLE small_blobs (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE subject_erasures (
    account TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('erasing', 'settling', 'erased')),
    requested_at INTEGER NOT NULL,
    answers_after INTEGER NOT NULL CHECK (answers_after >= 0)
) STRICT;
CREATE INDEX subject_erasures_open ON subject_erasures (requested_at) WHERE state <> 'erased';
CREATE TABLE subject_keys (
    subject TEXT NOT NULL PRIMARY KEY,
    master_version INTEGER NOT NULL CHECK (master_version >= 0),
    wrapped BLOB,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE timestamp_chains (
    digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    pem TEXT NOT NULL
) STRICT;
CREATE TABLE witness_disputes (
    witness TEXT NOT NULL PRIMARY KEY,
    theirs INTEGER NOT NULL CHECK (theirs >= 0),
    ours INTEGER CHECK (ours >= 0),
    at INTEGER NOT NULL
) STRICT;
