internal import MeshStore

extension IdentityMigrations {
    /// Where authorities register, as staff know.
    static let offices = Migration(
        15, "offices",
        [
            """
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
            ) STRICT
            """
        ])
}
