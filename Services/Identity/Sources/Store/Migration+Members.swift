internal import MeshStore

extension IdentityMigrations {
    /// Who acts for institutions, who is invited to, and which sign-ins act for one.
    static let members = Migration(
        12, "members of institutions, invitations",
        [
            // The sign-in that an institution was registered with has a row of its own account once it was changed; without
            // one it is an active administrator.
            """
            CREATE TABLE members (
                institution TEXT NOT NULL REFERENCES accounts (id),
                member TEXT NOT NULL REFERENCES accounts (id),
                roles TEXT NOT NULL CHECK (roles <> ''),
                state TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
                joined_at INTEGER NOT NULL,
                PRIMARY KEY (institution, member),
                CHECK (institution <> member OR roles = 'administrator')
            ) STRICT
            """,
            "CREATE UNIQUE INDEX members_member ON members (member, institution)",
            // The number is sealed under the institution's data key; its keyed code finds it for whoever has it.
            """
            CREATE TABLE invitations (
                id TEXT NOT NULL PRIMARY KEY,
                institution TEXT NOT NULL REFERENCES accounts (id),
                mobile BLOB NOT NULL,
                mobile_code BLOB NOT NULL CHECK (length(mobile_code) = 32),
                roles TEXT NOT NULL CHECK (roles <> ''),
                invited_at INTEGER NOT NULL,
                UNIQUE (institution, mobile_code)
            ) STRICT
            """,
            "CREATE INDEX invitations_mobile ON invitations (mobile_code)",
            "CREATE INDEX invitations_at ON invitations (invited_at)",
            // The institution that a sign-in acts for; nothing for whoever acts for themselves.
            "ALTER TABLE sessions ADD COLUMN institution TEXT REFERENCES accounts (id)",
            "CREATE INDEX sessions_institution ON sessions (institution, account) WHERE institution IS NOT NULL",
        ])
}
