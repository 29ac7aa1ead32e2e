internal import MeshKernel
internal import MeshStore

/// What is written when a chain is sealed, beside the log: made, and sealed, before the writer's turn.
struct ChainSealRecord: Sendable {
    let id: Identifier
    let number: EvidenceNumber
    let project: Identifier
    let account: String
    /// The version that it ends, from 1.
    let version: UInt32
    let acceptedAt: WallTime
    let timestampAt: WallTime
    /// SHA-256 of the authority's certificates in PEM.
    let timestampChain: [UInt8]
    /// Sealed bytes of `chain.json`.
    let content: [UInt8]
    /// Sealed bytes of `opening.json`.
    let opening: [UInt8]
    /// Sealed DER TimeStampResp.
    let response: [UInt8]
}

/// A chain seal with what opens it.
struct OpenedChainSeal: Sendable {
    let number: EvidenceNumber
    let sequence: UInt64
    let logIndex: UInt64
    let chainID: ChainID
    /// Bytes of `chain.json`.
    let content: [UInt8]
    let opening: Opening
    /// DER TimeStampResp.
    let response: [UInt8]
    /// PEM.
    let authorityChain: String
}

extension Transaction {
    /// Inserts a chain seal and counts it.
    func insert(_ record: ChainSealRecord, leaf: Leaf, leafHash: TreeHash, at index: UInt64) throws {
        try execute(
            """
            INSERT INTO chain_seals (id, number, project, account, version, sequence, log_index, leaf_hash, accepted_at,
                timestamp_at, timestamp_chain, content, opening, response)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(record.id), .text(record.number.description), SQLValue(record.project), .text(record.account),
            SQLValue(record.version), SQLValue(leaf.sequence), SQLValue(index), .blob(leafHash.bytes),
            SQLValue(record.acceptedAt), SQLValue(record.timestampAt), .blob(record.timestampChain),
            .blob(record.content), .blob(record.opening), .blob(record.response))
        try execute(
            "UPDATE projects SET chain_seals = ? WHERE id = ?", SQLValue(record.version), SQLValue(record.project))
    }
}

extension Snapshot {
    /// Sequence of the newest seal of a chain; nil when it was never sealed.
    func newestChainSeal(of project: Identifier) throws -> UInt64? {
        try row("SELECT max(sequence) AS sequence FROM chain_seals WHERE project = ?", SQLValue(project))?
            .optionalInteger("sequence").map { UInt64($0) }
    }

    /// The chain seal at `sequence`, if it is `account`'s. An erased account has no key, and so none that opens.
    func chainSeal(of project: Identifier, at sequence: UInt64, account: String) throws -> OpenedChainSeal? {
        guard
            let row = try row(
                """
                SELECT chain_seals.id AS id, number, log_index, content, opening, response, chain_id, pem
                FROM chain_seals
                JOIN projects ON projects.id = chain_seals.project
                JOIN timestamp_chains ON timestamp_chains.digest = chain_seals.timestamp_chain
                WHERE chain_seals.project = ? AND sequence = ? AND chain_seals.account = ?
                """,
                SQLValue(project), SQLValue(sequence), .text(account)),
            let key = try subjectKey(account), let chainID = ChainID(try row.blob("chain_id"))
        else { return nil }
        let id = Identifier(stored: try row.text("id"))
        guard let number = EvidenceNumber(try row.text("number")),
            let opening = Opening(decoding: try key.open(try row.blob("opening"), at: SealedPlaces.chainOpening(id)))
        else { throw LogFault.wrongEvidence(id: id.text) }
        return OpenedChainSeal(
            number: number, sequence: sequence, logIndex: UInt64(try row.integer("log_index")), chainID: chainID,
            content: try key.open(try row.blob("content"), at: SealedPlaces.chainContent(id)), opening: opening,
            response: try key.open(try row.blob("response"), at: SealedPlaces.chainResponse(id)),
            authorityChain: try row.text("pem"))
    }

    /// Identifiers of the items of a chain before `sequence` that can still be opened, in order.
    func chainItems(of project: Identifier, before sequence: UInt64, count: Int) throws -> [Identifier] {
        try rows(
            """
            SELECT evidence.id AS id FROM evidence JOIN openings ON openings.evidence = evidence.id
            WHERE evidence.project = ? AND evidence.sequence < ? ORDER BY evidence.sequence LIMIT ?
            """,
            SQLValue(project), SQLValue(sequence), SQLValue(count)
        ).map { Identifier(stored: try $0.text("id")) }
    }
}
