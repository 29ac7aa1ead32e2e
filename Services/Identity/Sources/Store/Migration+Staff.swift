internal import MeshStore

extension IdentityMigrations {
    /// What finds the few accounts of the staff among all.
    static let staff = Migration(
        8, "staff",
        ["CREATE INDEX accounts_staff ON accounts (id) WHERE class = 'staff'"])
}
