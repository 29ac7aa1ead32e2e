internal import MeshStore

extension IdentityMigrations {
    /// When whoever has a dossier claimed it or looked at it last. Of those that are claimed already it is not known: others
    /// may take them over.
    static let reviewers = Migration(
        13, "when reviewers looked", ["ALTER TABLE dossiers ADD COLUMN touched_at INTEGER"])
}
