CREATE TABLE advisers (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 30),
    on_duty INTEGER NOT NULL CHECK (on_duty IN (0, 1)),
    load INTEGER NOT NULL CHECK (load >= 0),
    assigned_at INTEGER
, hands_on INTEGER NOT NULL DEFAULT 0 CHECK (hands_on IN (0, 1)), has_left INTEGER NOT NULL DEFAULT 0 CHECK (has_left IN (0, 1)), came_at INTEGER) STRICT;
CREATE UNIQUE INDEX advisers_handing_on ON advisers (id) WHERE hands_on = 1;
CREATE TABLE attempts (
    message TEXT NOT NULL REFERENCES messages (id),
    number INTEGER NOT NULL CHECK (number >= 1),
    provider TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN
        ('taken', 'delivered', 'returned', 'refused', 'gone', 'failed', 'unanswered')),
    reference TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (message, number),
    CHECK ((outcome IS NOT NULL) = (ended_at IS NOT NULL))
) STRICT;
CREATE INDEX attempts_reference ON attempts (provider, reference) WHERE reference <> '';
CREATE TABLE calendar_days (
    day TEXT NOT NULL PRIMARY KEY CHECK (length(day) = 10),
    year INTEGER NOT NULL REFERENCES calendar_years (year),
    working INTEGER NOT NULL CHECK (working IN (0, 1))
) STRICT;
CREATE INDEX calendar_days_year ON calendar_days (year);
CREATE TABLE calendar_years (
    year INTEGER NOT NULL PRIMARY KEY CHECK (year BETWEEN 2000 AND 2999)
) STRICT;
CREATE TABLE callbacks (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    number BLOB NOT NULL,
    adviser TEXT REFERENCES advisers (id),
    asked_at INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL CHECK (until_at >= from_at),
    is_certain INTEGER NOT NULL CHECK (is_certain IN (0, 1)),
    done_at INTEGER
, assignments INTEGER NOT NULL DEFAULT 0 CHECK (assignments >= 0)) STRICT;
CREATE UNIQUE INDEX callbacks_account ON callbacks (account, id);
CREATE INDEX callbacks_adviser ON callbacks (adviser, until_at, id) WHERE done_at IS NULL;
CREATE INDEX callbacks_open ON callbacks (until_at) WHERE done_at IS NULL;
CREATE TABLE contacts (
    account TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    address BLOB NOT NULL,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (account, channel)
) STRICT;
CREATE TABLE dead_letters (
    message TEXT NOT NULL PRIMARY KEY REFERENCES messages (id),
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE dedicated_advisers (
    account TEXT NOT NULL PRIMARY KEY,
    adviser TEXT NOT NULL REFERENCES advisers (id),
    since INTEGER NOT NULL
) STRICT;
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
    account TEXT NOT NULL,
    code BLOB NOT NULL CHECK (length(code) = 32),
    channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    replaced_at INTEGER NOT NULL,
    PRIMARY KEY (account, code)
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
CREATE TABLE inbox (
    arrival INTEGER NOT NULL PRIMARY KEY CHECK (arrival >= 1),
    account TEXT NOT NULL,
    message TEXT NOT NULL UNIQUE REFERENCES messages (id),
    read_at INTEGER
) STRICT;
CREATE UNIQUE INDEX inbox_account ON inbox (account, arrival);
CREATE TABLE inbox_counts (
    account TEXT NOT NULL PRIMARY KEY,
    unread INTEGER NOT NULL CHECK (unread >= 0)
) STRICT;
CREATE TABLE inbox_head (
    shard INTEGER NOT NULL PRIMARY KEY,
    arrival INTEGER NOT NULL CHECK (arrival >= 0)
) STRICT;
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
CREATE TABLE looks (
    position INTEGER NOT NULL PRIMARY KEY CHECK (position >= 0),
    at INTEGER NOT NULL,
    staff TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('subject', 'conversation', 'number')),
    object TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX looks_account ON looks (account, position);
CREATE TRIGGER looks_added BEFORE INSERT ON looks
WHEN EXISTS (SELECT 1 FROM looks WHERE position >= NEW.position)
BEGIN SELECT RAISE(ABORT, 'a look is never replaced'); END;
CREATE TRIGGER looks_kept BEFORE DELETE ON looks
BEGIN SELECT RAISE(ABORT, 'a look is never removed'); END;
CREATE UNIQUE INDEX looks_staff ON looks (staff, position);
CREATE TRIGGER looks_unchanged BEFORE UPDATE ON looks
BEGIN SELECT RAISE(ABORT, 'a look is never changed'); END;
CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    template TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    language TEXT NOT NULL CHECK (language IN ('zh-CN', 'zh-Hant', 'en')),
    category TEXT NOT NULL CHECK (category IN ('code', 'security', 'statutory', 'service', 'billing', 'support', 'news')),
    channel TEXT NOT NULL CHECK (channel IN ('sms', 'email', 'inApp', 'webhook')),
    address BLOB NOT NULL,
    address_code BLOB NOT NULL CHECK (length(address_code) = 32),
    deduplication BLOB NOT NULL UNIQUE CHECK (length(deduplication) = 32),
    event TEXT NOT NULL CHECK (length(event) BETWEEN 1 AND 255),
    title BLOB NOT NULL,
    content BLOB NOT NULL,
    accepted_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    expires_at INTEGER,
    state TEXT NOT NULL CHECK (state IN
        ('accepted', 'queued', 'attempted', 'sent', 'delivered', 'bounced', 'undelivered', 'unknown')),
    cause TEXT CHECK (cause IN
        ('muted', 'expired', 'noAddress', 'refused', 'exhausted', 'reported', 'returned', 'endpointGone',
         'erased', 'gathered')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    earlier_attempts INTEGER NOT NULL CHECK (earlier_attempts BETWEEN 0 AND attempts),
    CHECK ((cause IS NOT NULL) = (state IN ('bounced', 'undelivered')))
) STRICT;
CREATE UNIQUE INDEX messages_account ON messages (account, id) WHERE account <> '';
CREATE INDEX messages_gathered ON messages (not_before) WHERE state = 'accepted';
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
CREATE TABLE mutes (
    account TEXT NOT NULL REFERENCES preferences (account),
    category TEXT NOT NULL CHECK (category IN ('service', 'billing', 'support', 'news')),
    channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
    PRIMARY KEY (account, category, channel)
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
CREATE TABLE preferences (
    account TEXT NOT NULL PRIMARY KEY,
    language TEXT NOT NULL CHECK (language IN ('zh-CN', 'zh-Hant', 'en')),
    quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1439),
    digest_minute INTEGER CHECK (digest_minute BETWEEN 0 AND 1439),
    set_at INTEGER NOT NULL,
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
) STRICT;
CREATE TABLE schema_migrations (
    scope TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    name TEXT NOT NULL,
    checksum BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (scope, number)
) STRICT;
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
CREATE TABLE ticket_records (
    ticket TEXT NOT NULL REFERENCES tickets (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (ticket, position)
) STRICT;
CREATE TABLE ticket_texts (
    ticket TEXT NOT NULL REFERENCES tickets (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (ticket, position)
) STRICT;
CREATE UNIQUE INDEX ticket_texts_author ON ticket_texts (author, ticket, position);
CREATE TABLE tickets (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    subject BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('waiting', 'assigned', 'inProgress', 'awaitingUser', 'resolved', 'closed')),
    adviser TEXT REFERENCES advisers (id),
    opened_at INTEGER NOT NULL,
    resolved_at INTEGER,
    reopenings INTEGER NOT NULL CHECK (reopenings >= 0),
    texts INTEGER NOT NULL CHECK (texts >= 0),
    CHECK (state <> 'waiting' OR adviser IS NULL),
    CHECK ((resolved_at IS NOT NULL) = (state IN ('resolved', 'closed')))
) STRICT;
CREATE UNIQUE INDEX tickets_account ON tickets (account, id);
CREATE UNIQUE INDEX tickets_account_open ON tickets (account, id)
WHERE state IN ('waiting', 'assigned', 'inProgress', 'awaitingUser');
CREATE INDEX tickets_adviser ON tickets (adviser, id) WHERE adviser IS NOT NULL;
CREATE UNIQUE INDEX tickets_adviser_open ON tickets (adviser, id)
WHERE state IN ('assigned', 'inProgress', 'awaitingUser');
CREATE INDEX tickets_resolved ON tickets (resolved_at) WHERE state = 'resolved';
CREATE INDEX tickets_waiting ON tickets (opened_at) WHERE state = 'waiting';
CREATE TABLE webhook_secrets (
    webhook TEXT NOT NULL REFERENCES webhooks (id),
    replaced_at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('v1', 'v1a')),
    secret BLOB NOT NULL,
    PRIMARY KEY (webhook, replaced_at)
) STRICT;
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    url BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('enabled', 'disabled', 'gone')),
    kind TEXT NOT NULL CHECK (kind IN ('v1', 'v1a')),
    secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX webhooks_account ON webhooks (account, id);
