internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Inserts a project with an empty chain, and its account's data key if that is new.
    func insert(_ project: Project) throws {
        let key = try makeSubjectKey(project.account)
        try execute(
            """
            INSERT INTO projects (id, account, authority, title, created_at, chain_id, next_sequence, last_leaf_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(project.id), .text(project.account), .text(project.authority.rawValue),
            .blob(try key.seal(Array(project.title.description.utf8), at: SealedPlaces.projectTitle(project.id))),
            SQLValue(project.createdAt), .blob(project.chainID.bytes), SQLValue(project.chain.nextSequence),
            .blob(project.chain.lastLeafHash.bytes))
    }

    /// Moves a chain's head from `old` to `new`; a head that is elsewhere is a second writer.
    func moveChain(of project: Identifier, from old: ChainHead, to new: ChainHead) throws {
        let changed = try execute(
            """
            UPDATE projects SET next_sequence = ?, last_leaf_hash = ?
            WHERE id = ? AND next_sequence = ? AND last_leaf_hash = ?
            """,
            SQLValue(new.nextSequence), .blob(new.lastLeafHash.bytes), SQLValue(project), SQLValue(old.nextSequence),
            .blob(old.lastLeafHash.bytes))
        guard changed == 1 else { throw LogFault.chainMoved(project: project.text) }
    }
}

extension Snapshot {
    private static var projectColumns: String {
        """
        id, account, authority, title, created_at, chain_id, next_sequence, last_leaf_hash, copyright_version,
        copyright_commitment, chain_seals, tombstones
        """
    }

    /// The project `id`, if it is `account`'s.
    func project(_ id: Identifier, account: String) throws -> Project? {
        guard
            let row = try row(
                "SELECT \(Self.projectColumns) FROM projects WHERE id = ? AND account = ?", SQLValue(id), .text(account)
            ),
            let key = try subjectKey(account)
        else { return nil }
        return try project(row, key)
    }

    /// Up to `count` projects of `account` after the project `after`, in the order of their identifiers.
    func projects(account: String, after: String, count: Int) throws -> [Project] {
        guard let key = try subjectKey(account) else { return [] }
        return try rows(
            "SELECT \(Self.projectColumns) FROM projects WHERE account = ? AND id > ? ORDER BY id LIMIT ?",
            .text(account), .text(after), SQLValue(count)
        ).map { try project($0, key) }
    }

    /// Where the chain of `project` goes on.
    func chainHead(of project: Identifier) throws -> ChainHead? {
        guard
            let row = try row("SELECT next_sequence, last_leaf_hash FROM projects WHERE id = ?", SQLValue(project)),
            let hash = TreeHash(try row.blob("last_leaf_hash"))
        else { return nil }
        return ChainHead(nextSequence: UInt64(try row.integer("next_sequence")), lastLeafHash: hash)
    }

    private func project(_ row: Row, _ key: SubjectKey) throws -> Project {
        let id = Identifier(stored: try row.text("id"))
        let title = try key.open(try row.blob("title"), at: SealedPlaces.projectTitle(id))
        guard let authority = AuthorityProfile(rawValue: try row.text("authority")),
            let chainID = ChainID(try row.blob("chain_id")), let hash = TreeHash(try row.blob("last_leaf_hash"))
        else { throw StoreError.column("projects") }
        return Project(
            id: id, account: try row.text("account"),
            title: ProjectTitle(stored: String(decoding: title, as: UTF8.self)),
            authority: authority, createdAt: try row.time("created_at"), chainID: chainID,
            chain: ChainHead(nextSequence: UInt64(try row.integer("next_sequence")), lastLeafHash: hash),
            copyright: try row.optionalBlob("copyright_commitment").flatMap { TreeHash($0) }.map {
                CopyrightReference(version: UInt32(try row.integer("copyright_version")), commitment: $0)
            }, chainSeals: UInt32(try row.integer("chain_seals")), tombstones: UInt64(try row.integer("tombstones")))
    }
}
