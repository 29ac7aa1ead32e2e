internal import MeshStore

extension EvidenceMigrations {
    /// One index less to write with every seal: the primary key walks an item's records. Those that a stranger's question
    /// looks for have one of their own, for an item may have thousands.
    static let leanCustody = Migration(
        7, "custody without an index by kind",
        [
            "DROP INDEX custody_kind",
            "CREATE INDEX custody_renewed ON custody (evidence, position) WHERE kind = 'renewed'",
        ])
}
