package import MeshStore

/// The tables of this service, step by step.
package enum NotifyMigrations {
    /// All of them, in order.
    package static let all = [messages, webhooks, support, desk, relief, addresses, looks, calendar, former]

    private static let channels = "('sms', 'email', 'inApp', 'webhook')"

    private static let categories = "('code', 'security', 'statutory', 'service', 'billing', 'support', 'news')"

    private static let messages = Migration(
        1, "messages, attempts, message centre, preferences, contacts, dead letters",
        [
            // What is personal is sealed under the account's data key, or under the service's own while there is no
            // account: address, title, text. Addresses are found by a keyed code. An empty account is none.
            """
            CREATE TABLE messages (
                id TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL,
                template TEXT NOT NULL,
                version INTEGER NOT NULL CHECK (version >= 1),
                language TEXT NOT NULL CHECK (language IN ('zh-CN', 'zh-Hant', 'en')),
                category TEXT NOT NULL CHECK (category IN \(categories)),
                channel TEXT NOT NULL CHECK (channel IN \(channels)),
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
            ) STRICT
            """,
            "CREATE UNIQUE INDEX messages_address ON messages (channel, address_code, id)",
            "CREATE UNIQUE INDEX messages_account ON messages (account, id) WHERE account <> ''",
            // What waits for its digest.
            "CREATE INDEX messages_gathered ON messages (not_before) WHERE state = 'accepted'",
            """
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
            ) STRICT
            """,
            "CREATE INDEX attempts_reference ON attempts (provider, reference) WHERE reference <> ''",
            """
            CREATE TABLE dead_letters (
                message TEXT NOT NULL PRIMARY KEY REFERENCES messages (id),
                at INTEGER NOT NULL
            ) STRICT
            """,
            // One row counts arrivals, so that they are in commit order.
            """
            CREATE TABLE inbox_head (
                shard INTEGER NOT NULL PRIMARY KEY,
                arrival INTEGER NOT NULL CHECK (arrival >= 0)
            ) STRICT
            """,
            "INSERT INTO inbox_head (shard, arrival) VALUES (0, 0)",
            """
            CREATE TABLE inbox (
                arrival INTEGER NOT NULL PRIMARY KEY CHECK (arrival >= 1),
                account TEXT NOT NULL,
                message TEXT NOT NULL UNIQUE REFERENCES messages (id),
                read_at INTEGER
            ) STRICT
            """,
            "CREATE UNIQUE INDEX inbox_account ON inbox (account, arrival)",
            """
            CREATE TABLE inbox_counts (
                account TEXT NOT NULL PRIMARY KEY,
                unread INTEGER NOT NULL CHECK (unread >= 0)
            ) STRICT
            """,
            """
            CREATE TABLE preferences (
                account TEXT NOT NULL PRIMARY KEY,
                language TEXT NOT NULL CHECK (language IN ('zh-CN', 'zh-Hant', 'en')),
                quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
                quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1439),
                digest_minute INTEGER CHECK (digest_minute BETWEEN 0 AND 1439),
                set_at INTEGER NOT NULL,
                CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
            ) STRICT
            """,
            """
            CREATE TABLE mutes (
                account TEXT NOT NULL REFERENCES preferences (account),
                category TEXT NOT NULL CHECK (category IN ('service', 'billing', 'support', 'news')),
                channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
                PRIMARY KEY (account, category, channel)
            ) STRICT
            """,
            // Where an account is reached; the address is sealed under its data key.
            """
            CREATE TABLE contacts (
                account TEXT NOT NULL,
                channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
                address BLOB NOT NULL,
                set_at INTEGER NOT NULL,
                PRIMARY KEY (account, channel)
            ) STRICT
            """,
        ])

    private static let webhooks = Migration(
        2, "webhooks",
        [
            // Address and secrets are sealed under the account's data key.
            """
            CREATE TABLE webhooks (
                id TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL,
                url BLOB NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('enabled', 'disabled', 'gone')),
                kind TEXT NOT NULL CHECK (kind IN ('v1', 'v1a')),
                secret BLOB NOT NULL,
                created_at INTEGER NOT NULL,
                changed_at INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE UNIQUE INDEX webhooks_account ON webhooks (account, id)",
            // Secrets that were replaced and still sign for a while.
            """
            CREATE TABLE webhook_secrets (
                webhook TEXT NOT NULL REFERENCES webhooks (id),
                replaced_at INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('v1', 'v1a')),
                secret BLOB NOT NULL,
                PRIMARY KEY (webhook, replaced_at)
            ) STRICT
            """,
        ])

    private static let support = Migration(
        3, "advisers, tickets, call-backs",
        [
            """
            CREATE TABLE advisers (
                id TEXT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 30),
                on_duty INTEGER NOT NULL CHECK (on_duty IN (0, 1)),
                load INTEGER NOT NULL CHECK (load >= 0),
                assigned_at INTEGER
            ) STRICT
            """,
            // Who knows an account already.
            """
            CREATE TABLE dedicated_advisers (
                account TEXT NOT NULL PRIMARY KEY,
                adviser TEXT NOT NULL REFERENCES advisers (id),
                since INTEGER NOT NULL
            ) STRICT
            """,
            // What was typed is sealed under the account's data key: subject and texts.
            """
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
            ) STRICT
            """,
            "CREATE UNIQUE INDEX tickets_account ON tickets (account, id)",
            "CREATE INDEX tickets_waiting ON tickets (opened_at) WHERE state = 'waiting'",
            "CREATE INDEX tickets_resolved ON tickets (resolved_at) WHERE state = 'resolved'",
            "CREATE INDEX tickets_adviser ON tickets (adviser, id) WHERE adviser IS NOT NULL",
            """
            CREATE TABLE ticket_texts (
                ticket TEXT NOT NULL REFERENCES tickets (id),
                position INTEGER NOT NULL CHECK (position >= 0),
                author TEXT NOT NULL,
                at INTEGER NOT NULL,
                content BLOB NOT NULL,
                PRIMARY KEY (ticket, position)
            ) STRICT
            """,
            """
            CREATE TABLE ticket_records (
                ticket TEXT NOT NULL REFERENCES tickets (id),
                position INTEGER NOT NULL CHECK (position >= 0),
                at INTEGER NOT NULL,
                by TEXT NOT NULL,
                state TEXT NOT NULL,
                PRIMARY KEY (ticket, position)
            ) STRICT
            """,
            """
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
            ) STRICT
            """,
            "CREATE UNIQUE INDEX callbacks_account ON callbacks (account, id)",
            "CREATE INDEX callbacks_open ON callbacks (until_at) WHERE done_at IS NULL",
        ])
}
