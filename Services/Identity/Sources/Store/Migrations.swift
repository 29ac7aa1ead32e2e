package import MeshStore

/// The tables of this service, step by step.
package enum IdentityMigrations {
    /// All of them, in order.
    package static let all = [
        first, dossiers, audit, changes, thirdParties, privacy, readings, staff, remains, tries, devices, members,
        reviewers, agents, offices, imports, freedImports, consents, announcements, promises,
    ]

    private static let first = Migration(
        1, "accounts, passwords, codes, throttles, sign-ins",
        [
            // What is personal is sealed under the account's data key; keyed codes of it find it again. An erased account
            // has none of either.
            """
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
            ) STRICT
            """,
            // The newest is the one that counts; the others are only there not to be taken again.
            """
            CREATE TABLE passwords (
                account TEXT NOT NULL REFERENCES accounts (id),
                number INTEGER NOT NULL CHECK (number >= 1),
                hash BLOB NOT NULL,
                set_at INTEGER NOT NULL,
                PRIMARY KEY (account, number)
            ) STRICT
            """,
            // Recipients are keyed codes, whoever they are. One code for each purpose: a new one takes the old one's place.
            """
            CREATE TABLE codes (
                recipient BLOB NOT NULL CHECK (length(recipient) = 32),
                purpose TEXT NOT NULL,
                digest BLOB NOT NULL CHECK (length(digest) = 32),
                sent_at INTEGER NOT NULL,
                wrong_tries INTEGER NOT NULL CHECK (wrong_tries BETWEEN 0 AND 5),
                spent INTEGER NOT NULL CHECK (spent IN (0, 1)),
                PRIMARY KEY (recipient, purpose)
            ) STRICT
            """,
            "CREATE INDEX codes_sent ON codes (sent_at)",
            // Codes that wait to be sent, sealed under the service's data key, each until it is sent.
            """
            CREATE TABLE code_letters (
                reference TEXT NOT NULL PRIMARY KEY,
                letter BLOB NOT NULL,
                at INTEGER NOT NULL
            ) STRICT
            """,
            // When codes were sent to a recipient, or for a source.
            """
            CREATE TABLE sendings (
                subject BLOB NOT NULL CHECK (length(subject) = 32),
                number INTEGER NOT NULL CHECK (number >= 1),
                at INTEGER NOT NULL,
                PRIMARY KEY (subject, number)
            ) STRICT
            """,
            "CREATE INDEX sendings_at ON sendings (at)",
            """
            CREATE TABLE throttles (
                kind TEXT NOT NULL CHECK (kind IN ('account', 'source', 'pair')),
                subject BLOB NOT NULL CHECK (length(subject) = 32),
                failures INTEGER NOT NULL CHECK (failures >= 1),
                since INTEGER NOT NULL,
                locked_until INTEGER,
                PRIMARY KEY (kind, subject)
            ) STRICT
            """,
            "CREATE INDEX throttles_since ON throttles (since)",
            // The key that refresh tokens follow from, and the device, are sealed under the account's data key.
            """
            CREATE TABLE sessions (
                id TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id),
                token_key BLOB NOT NULL,
                device BLOB NOT NULL,
                started_at INTEGER NOT NULL,
                generation INTEGER NOT NULL CHECK (generation >= 1),
                rotated_at INTEGER NOT NULL,
                ended TEXT CHECK (ended IN ('signed_out', 'ended_elsewhere', 'password_changed', 'reused', 'revoked'))
            ) STRICT
            """,
            "CREATE UNIQUE INDEX sessions_open ON sessions (account, id) WHERE ended IS NULL",
            "CREATE INDEX sessions_rotated ON sessions (rotated_at)",
        ])
}
