internal import MeshStore

extension IdentityMigrations {
    /// Who tried which code wrongly.
    static let tries = Migration(
        10, "wrong tries of codes by source",
        [
            // Recipients and sources are keyed codes; a new code begins anew.
            """
            CREATE TABLE code_tries (
                recipient BLOB NOT NULL CHECK (length(recipient) = 32),
                purpose TEXT NOT NULL,
                source BLOB NOT NULL CHECK (length(source) = 32),
                wrong_tries INTEGER NOT NULL CHECK (wrong_tries >= 1),
                at INTEGER NOT NULL,
                PRIMARY KEY (recipient, purpose, source)
            ) STRICT
            """,
            "CREATE INDEX code_tries_at ON code_tries (at)",
        ])
}
