internal import MeshStore

extension IdentityMigrations {
    /// What people consented to, which address a dossier's applicant has shown to be theirs, and what providers said of
    /// numbers. Pictures that came before nobody had consented to: they stand as they are, with what they verify.
    static let consents = Migration(
        18, "consents, confirmed addresses, three-factor checks",
        [
            // Neither names anybody; both stay when the account is erased, for they show what was asked and allowed.
            """
            CREATE TABLE consents (
                account TEXT NOT NULL REFERENCES accounts (id),
                number INTEGER NOT NULL CHECK (number >= 1),
                kind TEXT NOT NULL CHECK (kind IN ('identity_document', 'face')),
                wording TEXT NOT NULL,
                given_at INTEGER NOT NULL,
                withdrawn_at INTEGER,
                PRIMARY KEY (account, number)
            ) STRICT
            """,
            "CREATE UNIQUE INDEX consents_standing ON consents (account, kind) WHERE withdrawn_at IS NULL",
            """
            CREATE TABLE three_factor_checks (
                dossier TEXT NOT NULL REFERENCES dossiers (id),
                round INTEGER NOT NULL CHECK (round >= 1),
                outcome TEXT NOT NULL CHECK (outcome IN
                    ('pending', 'unchecked', 'consistent', 'inconsistent', 'no_record', 'unavailable')),
                provider TEXT NOT NULL,
                proof TEXT NOT NULL CHECK (proof IN ('account', 'holder', 'code')),
                at INTEGER NOT NULL,
                PRIMARY KEY (dossier, round)
            ) STRICT
            """,
            // Sealed under the account's data key.
            "ALTER TABLE dossiers ADD COLUMN confirmed_email BLOB",
        ])
}
