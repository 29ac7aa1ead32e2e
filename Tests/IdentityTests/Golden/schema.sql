CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
    class TEXT NOT NULL CHECK (class IN ('individual', 'institution', 'staff')),
    state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'erased')),
    verification TEXT NOT NULL
        CHECK (verification IN ('unverified', 'in_review', 'verified', 'failed')),
    user_name BLOB,
    user_name_code BLOB UNIQUE CHECK (length(user_name_code) = 32),
    mobile BLOB,
    mobile_code BLOB UNIQUE CHECK (length(mobile_code) = 32),
    email BLOB,
    email_code BLOB UNIQUE CHECK (length(email_code) = 32),
    roles TEXT NOT NULL DEFAULT '',
    terms_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    CHECK (state = 'erased' OR (user_name_code IS NOT NULL AND mobile_code IS NOT NULL)),
    CHECK (class = 'staff' OR roles = '')
) STRICT;
CREATE INDEX accounts_staff ON accounts (id) WHERE class = 'staff';
CREATE TABLE addresses (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    lines BLOB NOT NULL,
    is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX addresses_account ON addresses (account, id);
CREATE UNIQUE INDEX addresses_default ON addresses (account) WHERE is_default = 1;
CREATE TABLE audit (
    position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 0),
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_account ON audit (account, position);
CREATE TRIGGER audit_added BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE position >= NEW.position)
BEGIN SELECT RAISE(ABORT, 'an audit record is never replaced'); END;
CREATE TABLE audit_head (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 0),
    records INTEGER NOT NULL CHECK (records >= 0),
    seal BLOB CHECK (length(seal) = 32)
) STRICT;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'an audit record is never removed'); END;
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'an audit record is never changed'); END;
CREATE TABLE calendar_days (
    day TEXT NOT NULL PRIMARY KEY,
    year INTEGER NOT NULL REFERENCES calendar_years (year),
    working INTEGER NOT NULL CHECK (working IN (0, 1))
) STRICT;
CREATE TABLE calendar_years (
    year INTEGER NOT NULL PRIMARY KEY CHECK (year BETWEEN 2000 AND 2999),
    source TEXT NOT NULL,
    announced_by TEXT NOT NULL,
    announced_at INTEGER NOT NULL
, told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))) STRICT;
CREATE TABLE code_letters (
    reference TEXT NOT NULL PRIMARY KEY,
    letter BLOB NOT NULL,
    at INTEGER NOT NULL
, recipient BLOB CHECK (length(recipient) = 32), owner TEXT) STRICT;
CREATE TABLE code_tries (
    recipient BLOB NOT NULL CHECK (length(recipient) = 32),
    purpose TEXT NOT NULL,
    source BLOB NOT NULL CHECK (length(source) = 32),
    wrong_tries INTEGER NOT NULL CHECK (wrong_tries >= 1),
    at INTEGER NOT NULL,
    PRIMARY KEY (recipient, purpose, source)
) STRICT;
CREATE INDEX code_tries_at ON code_tries (at);
CREATE TABLE codes (
    recipient BLOB NOT NULL CHECK (length(recipient) = 32),
    purpose TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    sent_at INTEGER NOT NULL,
    wrong_tries INTEGER NOT NULL CHECK (wrong_tries BETWEEN 0 AND 5),
    spent INTEGER NOT NULL CHECK (spent IN (0, 1)),
    PRIMARY KEY (recipient, purpose)
) STRICT;
CREATE INDEX codes_sent ON codes (sent_at);
CREATE TABLE consents (
    account TEXT NOT NULL REFERENCES accounts (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    kind TEXT NOT NULL CHECK (kind IN ('identity_document', 'face')),
    wording TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    PRIMARY KEY (account, number)
) STRICT;
CREATE UNIQUE INDEX consents_standing ON consents (account, kind) WHERE withdrawn_at IS NULL;
CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    dossier TEXT NOT NULL REFERENCES dossiers (id),
    slot TEXT NOT NULL,
    blob TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL CHECK (type IN ('jpeg', 'png')),
    bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 5242879),
    width INTEGER NOT NULL CHECK (width >= 1),
    height INTEGER NOT NULL CHECK (height >= 1),
    uploaded_at INTEGER NOT NULL, reading BLOB,
    UNIQUE (dossier, slot)
) STRICT;
CREATE TABLE dossiers (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
    holder TEXT REFERENCES holders (id),
    state TEXT NOT NULL
        CHECK (state IN ('draft', 'in_review', 'correction_due', 'approved', 'failed', 'withdrawn')),
    fields BLOB NOT NULL,
    named TEXT NOT NULL,
    reason BLOB,
    reviewer TEXT,
    deadline TEXT,
    deadline_covered INTEGER CHECK (deadline_covered IN (0, 1)),
    round INTEGER NOT NULL CHECK (round >= 0),
    extended INTEGER NOT NULL CHECK (extended IN (0, 1)),
    created_at INTEGER NOT NULL,
    submitted_at INTEGER, touched_at INTEGER, confirmed_email BLOB,
    CHECK (state <> 'in_review' OR deadline IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX dossiers_account ON dossiers (account, id);
CREATE UNIQUE INDEX dossiers_open ON dossiers (account, authority)
    WHERE state IN ('draft', 'in_review', 'correction_due');
CREATE INDEX dossiers_queue ON dossiers (authority, deadline, id) WHERE state = 'in_review';
CREATE TABLE erasures (
    account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    erased_at INTEGER NOT NULL,
    forgotten INTEGER NOT NULL CHECK (forgotten IN (0, 1)),
    unsealed INTEGER NOT NULL CHECK (unsealed IN (0, 1))
, emptied INTEGER NOT NULL DEFAULT 0 CHECK (emptied IN (0, 1))) STRICT;
CREATE INDEX erasures_in_log ON erasures (account) WHERE emptied = 0;
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
CREATE TABLE former_contacts (
    reference TEXT NOT NULL PRIMARY KEY,
    contact BLOB NOT NULL,
    at INTEGER NOT NULL
, account TEXT) STRICT;
CREATE INDEX former_contacts_account ON former_contacts (account);
CREATE INDEX former_contacts_at ON former_contacts (at);
CREATE TABLE holder_versions (
    holder TEXT NOT NULL REFERENCES holders (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    facts BLOB NOT NULL,
    document_code BLOB NOT NULL CHECK (length(document_code) = 32),
    verified_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (holder, version)
) STRICT;
CREATE INDEX holder_versions_document ON holder_versions (document_code);
CREATE TABLE holders (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (account, authority)
) STRICT;
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
CREATE TABLE imported_accounts (
    account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    reference_code BLOB NOT NULL UNIQUE CHECK (length(reference_code) = 32),
    institution_name BLOB,
    imported_at INTEGER NOT NULL,
    completed_at INTEGER
, freed_mobile_codes BLOB NOT NULL DEFAULT x''
    CHECK (length(freed_mobile_codes) % 32 = 0)) STRICT;
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    institution TEXT NOT NULL REFERENCES accounts (id),
    mobile BLOB NOT NULL,
    mobile_code BLOB NOT NULL CHECK (length(mobile_code) = 32),
    roles TEXT NOT NULL CHECK (roles <> ''),
    invited_at INTEGER NOT NULL,
    UNIQUE (institution, mobile_code)
) STRICT;
CREATE INDEX invitations_at ON invitations (invited_at);
CREATE INDEX invitations_mobile ON invitations (mobile_code);
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
CREATE TABLE known_devices (
    account TEXT NOT NULL REFERENCES accounts (id),
    device_code BLOB NOT NULL CHECK (length(device_code) = 32),
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account, device_code)
) STRICT;
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
) STRICT;
CREATE INDEX mandates_active ON mandates (agent, holder) WHERE state = 'active';
CREATE UNIQUE INDEX mandates_agent ON mandates (agent, id);
CREATE INDEX mandates_holder ON mandates (holder_account, id);
CREATE INDEX mandates_queue ON mandates (confirmed_at, id) WHERE state = 'in_review';
CREATE UNIQUE INDEX mandates_under_way ON mandates (agent, authority, document_code)
    WHERE state IN ('draft', 'awaiting_holder', 'in_review');
CREATE INDEX mandates_until ON mandates (valid_until)
    WHERE state IN ('draft', 'awaiting_holder', 'in_review', 'active');
CREATE INDEX mandates_waiting ON mandates (created_at) WHERE state IN ('draft', 'awaiting_holder');
CREATE TABLE members (
    institution TEXT NOT NULL REFERENCES accounts (id),
    member TEXT NOT NULL REFERENCES accounts (id),
    roles TEXT NOT NULL CHECK (roles <> ''),
    state TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (institution, member),
    CHECK (institution <> member OR roles = 'administrator')
) STRICT;
CREATE UNIQUE INDEX members_member ON members (member, institution);
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
CREATE TABLE mobile_claims (
    authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
    mobile_code BLOB NOT NULL CHECK (length(mobile_code) = 32),
    holder TEXT NOT NULL REFERENCES holders (id),
    granted INTEGER NOT NULL CHECK (granted IN (0, 1)),
    taken_at INTEGER NOT NULL,
    PRIMARY KEY (authority, mobile_code),
    UNIQUE (holder, granted)
) STRICT;
CREATE TABLE offices (
    authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    address TEXT NOT NULL,
    telephone TEXT NOT NULL,
    source TEXT NOT NULL,
    set_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (authority, name)
) STRICT;
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
CREATE TABLE passwords (
    account TEXT NOT NULL REFERENCES accounts (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    hash BLOB NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (account, number)
) STRICT;
CREATE TABLE profiles (
    account TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id),
    profile BLOB NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE promises (
    dossier TEXT NOT NULL REFERENCES dossiers (id),
    round INTEGER NOT NULL CHECK (round >= 1),
    notice TEXT NOT NULL,
    promised_at INTEGER NOT NULL,
    PRIMARY KEY (dossier, round)
) STRICT;
CREATE TABLE schema_migrations (
    scope TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    name TEXT NOT NULL,
    checksum BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (scope, number)
) STRICT;
CREATE TABLE sendings (
    subject BLOB NOT NULL CHECK (length(subject) = 32),
    number INTEGER NOT NULL CHECK (number >= 1),
    at INTEGER NOT NULL,
    PRIMARY KEY (subject, number)
) STRICT;
CREATE INDEX sendings_at ON sendings (at);
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    token_key BLOB NOT NULL,
    device BLOB NOT NULL,
    started_at INTEGER NOT NULL,
    generation INTEGER NOT NULL CHECK (generation >= 1),
    rotated_at INTEGER NOT NULL,
    ended TEXT CHECK (ended IN ('signed_out', 'ended_elsewhere', 'password_changed', 'reused', 'revoked'))
, institution TEXT REFERENCES accounts (id)) STRICT;
CREATE INDEX sessions_institution ON sessions (institution, account) WHERE institution IS NOT NULL;
CREATE UNIQUE INDEX sessions_open ON sessions (account, id) WHERE ended IS NULL;
CREATE INDEX sessions_rotated ON sessions (rotated_at);
CREATE TABLE small_blobs (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE subject_keys (
    subject TEXT NOT NULL PRIMARY KEY,
    master_version INTEGER NOT NULL CHECK (master_version >= 0),
    wrapped BLOB,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE third_party_flows (
    flow TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    account TEXT REFERENCES accounts (id),
    secrets BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX third_party_flows_expiry ON third_party_flows (expires_at);
CREATE TABLE third_party_links (
    provider TEXT NOT NULL,
    subject_code BLOB NOT NULL CHECK (length(subject_code) = 32),
    account TEXT NOT NULL REFERENCES accounts (id),
    subject BLOB NOT NULL,
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (provider, subject_code),
    UNIQUE (account, provider)
) STRICT;
CREATE TABLE third_party_registrations (
    registration TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    subject BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX third_party_registrations_expiry ON third_party_registrations (expires_at);
CREATE TABLE three_factor_checks (
    dossier TEXT NOT NULL REFERENCES dossiers (id),
    round INTEGER NOT NULL CHECK (round >= 1),
    outcome TEXT NOT NULL CHECK (outcome IN
        ('pending', 'unchecked', 'consistent', 'inconsistent', 'no_record', 'unavailable')),
    provider TEXT NOT NULL,
    proof TEXT NOT NULL CHECK (proof IN ('account', 'holder', 'code')),
    at INTEGER NOT NULL,
    PRIMARY KEY (dossier, round)
) STRICT;
CREATE TABLE throttles (
    kind TEXT NOT NULL CHECK (kind IN ('account', 'source', 'pair')),
    subject BLOB NOT NULL CHECK (length(subject) = 32),
    failures INTEGER NOT NULL CHECK (failures >= 1),
    since INTEGER NOT NULL,
    locked_until INTEGER,
    PRIMARY KEY (kind, subject)
) STRICT;
CREATE INDEX throttles_since ON throttles (since);
