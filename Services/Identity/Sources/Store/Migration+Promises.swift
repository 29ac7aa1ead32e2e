internal import MeshStore

extension IdentityMigrations {
    /// What applicants promised. Those of before promised without words that were kept.
    static let promises = Migration(
        20, "what applicants promised",
        [
            // Names nobody, and stays when the account is erased.
            """
            CREATE TABLE promises (
                dossier TEXT NOT NULL REFERENCES dossiers (id),
                round INTEGER NOT NULL CHECK (round >= 1),
                notice TEXT NOT NULL,
                promised_at INTEGER NOT NULL,
                PRIMARY KEY (dossier, round)
            ) STRICT
            """
        ])
}
