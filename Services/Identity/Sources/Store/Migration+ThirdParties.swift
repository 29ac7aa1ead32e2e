internal import MeshStore

extension IdentityMigrations {
    /// Who signs in through third parties, and who is on their way there and back.
    static let thirdParties = Migration(
        5, "third parties",
        [
            // A subject is a keyed code, and sealed under the account's data key.
            """
            CREATE TABLE third_party_links (
                provider TEXT NOT NULL,
                subject_code BLOB NOT NULL CHECK (length(subject_code) = 32),
                account TEXT NOT NULL REFERENCES accounts (id),
                subject BLOB NOT NULL,
                linked_at INTEGER NOT NULL,
                PRIMARY KEY (provider, subject_code),
                UNIQUE (account, provider)
            ) STRICT
            """,
            // What the user agent keeps is a keyed code; state, nonce and verifier are sealed under the service's data key.
            """
            CREATE TABLE third_party_flows (
                flow TEXT NOT NULL PRIMARY KEY,
                provider TEXT NOT NULL,
                account TEXT REFERENCES accounts (id),
                secrets BLOB NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE INDEX third_party_flows_expiry ON third_party_flows (expires_at)",
            // Somebody who has come through and has no account, sealed under the service's data key.
            """
            CREATE TABLE third_party_registrations (
                registration TEXT NOT NULL PRIMARY KEY,
                provider TEXT NOT NULL,
                subject BLOB NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE INDEX third_party_registrations_expiry ON third_party_registrations (expires_at)",
        ])
}
