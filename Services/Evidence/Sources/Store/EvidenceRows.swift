internal import MeshCrypto
package import MeshKernel
package import MeshStore

/// What is written when an item is sealed, beside the log: made, and sealed, before the writer's turn.
struct EvidenceRecord: Sendable {
    let id: Identifier
    let number: EvidenceNumber
    let project: Identifier
    let account: String
    let authority: AuthorityProfile
    let acceptedAt: WallTime
    let timestampAt: WallTime
    /// SHA-256 of the authority's certificates in PEM.
    let timestampChain: [UInt8]
    /// Sealed bytes of `opening.json`.
    let opening: [UInt8]
    /// Sealed DER TimeStampResp.
    let response: [UInt8]
    /// The call that seals it.
    let request: IdempotentRequest
    /// Which part of the work's making it shows.
    let stage: ProcessStage?
    /// The file's bytes, or where they are; nil when only digests came.
    let blob: FinishedBlob?
    /// By what it is found.
    let digestCodes: DigestCodes
    /// What happened to the file until now.
    let custody: [CustodyEvent]
    /// Makes the codes.
    let serviceKey: ServiceKey
    /// The pack whose credit pays for it.
    let creditPack: Identifier
}

/// An item with what opens it.
struct OpenedEvidence: Sendable {
    let item: EvidenceItem
    let authority: AuthorityProfile
    let opening: Opening
    let metadata: WorkMetadata
    /// DER TimeStampResp.
    let response: [UInt8]
    /// PEM.
    let authorityChain: String
    let chainID: ChainID

    /// What the leaf says about the token.
    var tokenHash: TreeHash? {
        (try? TimestampResponse(der: response).granted()).map { TreeHash(trusted: Digest.sha256($0)) }
    }
}

extension Transaction {
    /// Inserts a sealed item, its opening, where its bytes are, the codes of its digests and the begin of its custody.
    func insert(_ record: EvidenceRecord, leaf: Leaf, leafHash: TreeHash, at index: UInt64) throws {
        let logged = CustodyEvent(
            at: now, kind: .logged, actor: .ourselves, facts: [CustodyEvent.Fact("index", String(index))])
        let custody = PlacedCustody(
            first: CustodyRecord(record.custody + [logged]), of: record.id, key: record.serviceKey)
        try execute(
            """
            INSERT INTO evidence (id, number, project, account, authority, sequence, log_index, leaf_hash, accepted_at,
                timestamp_at, timestamp_chain, stage, mode, custody_records, custody_seal, checked_at, credit_pack)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)
            """,
            SQLValue(record.id), .text(record.number.description), SQLValue(record.project), .text(record.account),
            .text(record.authority.rawValue), SQLValue(leaf.sequence), SQLValue(index), .blob(leafHash.bytes),
            SQLValue(record.acceptedAt), SQLValue(record.timestampAt), .blob(record.timestampChain),
            SQLValue(record.stage?.rawValue),
            .text((record.blob == nil ? WorkMetadata.Mode.digest : .bytes).rawValue),
            .blob(custody.seal(of: record.id, key: record.serviceKey)), SQLValue(record.acceptedAt),
            SQLValue(record.creditPack))
        try insert(custody, of: record.id)
        try self.index(record.digestCodes, of: record.id, at: index)
        try execute(
            """
            INSERT INTO openings (evidence, opening, response, request_caller, request_method, request_key)
            VALUES (?, ?, ?, ?, ?, ?)
            """, SQLValue(record.id), .blob(record.opening), .blob(record.response), .text(record.request.caller),
            .text(record.request.method), .text(record.request.key))
        if let blob = record.blob {
            try execute(
                "INSERT INTO contents (evidence, blob, bytes) VALUES (?, ?, ?)", SQLValue(record.id), .text(blob.id),
                SQLValue(blob.bytes))
            try keep(blob)
        }
    }

    /// Keeps the certificates of a timestamp authority, once.
    func keepTimestampChain(_ pem: String, digest: [UInt8]) throws {
        try execute(
            "INSERT INTO timestamp_chains (digest, pem) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING", .blob(digest),
            .text(pem))
    }
}

extension Snapshot {
    private static var evidenceColumns: String {
        """
        evidence.id AS id, evidence.number AS number, evidence.project AS project, evidence.account AS account,
        evidence.authority AS authority, evidence.sequence AS sequence, evidence.log_index AS log_index,
        evidence.leaf_hash AS leaf_hash, evidence.accepted_at AS accepted_at, evidence.timestamp_at AS timestamp_at,
        evidence.timestamp_chain AS timestamp_chain, openings.opening AS opening, openings.response AS response
        """
    }

    /// The item that `reference` names, if it is `account`'s. Throws `EvidenceError.erased` when it was erased.
    func evidence(_ reference: EvidenceReference, account: String) throws -> OpenedEvidence? {
        let (column, value) = reference.column
        guard
            let row = try row(
                """
                SELECT \(Self.evidenceColumns) FROM evidence JOIN openings ON openings.evidence = evidence.id
                WHERE evidence.\(column) = ? AND evidence.account = ?
                """,
                .text(value), .text(account)),
            let key = try subjectKey(account),
            let project = try self.row(
                "SELECT chain_id FROM projects WHERE id = ?", .text(try row.text("project"))),
            let chainID = ChainID(try project.blob("chain_id")),
            let chain = try self.row(
                "SELECT pem FROM timestamp_chains WHERE digest = ?", .blob(try row.blob("timestamp_chain")))
        else {
            if try erasure(reference, account: account) != nil { throw EvidenceError.erased }
            return nil
        }
        let (item, opening, metadata) = try item(row, key)
        return OpenedEvidence(
            item: item, authority: metadata.authority, opening: opening, metadata: metadata,
            response: try key.open(try row.blob("response"), at: SealedPlaces.response(item.id)),
            authorityChain: try chain.text("pem"), chainID: chainID)
    }

    /// Up to `count` items of `account` that the filter lets through, erased ones among them, after the item `after`, in
    /// the order of their identifiers.
    func evidence(account: String, filter: EvidenceFilter, after: String, count: Int) throws -> [ListedEvidence] {
        guard let key = try subjectKey(account) else { return [] }
        var conditions = ["evidence.account = ?", "evidence.id > ?"]
        var arguments: [SQLValue] = [.text(account), .text(after)]
        if let project = filter.project {
            conditions.append("evidence.project = ?")
            arguments.append(SQLValue(project))
        }
        if let stage = filter.stage {
            conditions.append("evidence.stage = ?")
            arguments.append(.text(stage.rawValue))
        }
        if let from = filter.from {
            conditions.append("evidence.accepted_at >= ?")
            arguments.append(SQLValue(from))
        }
        if let to = filter.to {
            conditions.append("evidence.accepted_at < ?")
            arguments.append(SQLValue(to))
        }
        return try rows(
            """
            SELECT \(Self.evidenceColumns), erasures.erased_at AS erased_at FROM evidence
            LEFT JOIN openings ON openings.evidence = evidence.id
            LEFT JOIN erasures ON erasures.log_index = evidence.log_index
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY evidence.id LIMIT ?
            """, arguments + [SQLValue(count)]
        ).map { row in
            guard let erasedAt = try row.optionalTime("erased_at") else { return .item(try item(row, key).0) }
            return .erased(try erased(row, at: erasedAt))
        }
    }

    /// Which of these blobs belong to an item.
    func blobsInUse(_ blobs: [String]) throws -> Set<String> {
        let marks = Array(repeating: "?", count: blobs.count).joined(separator: ", ")
        return Set(
            try rows("SELECT blob FROM contents WHERE blob IN (\(marks))", blobs.map { .text($0) })
                .map { try $0.text("blob") })
    }

    /// The latest time that a token of this store states; nil before the first.
    package func latestTimestamp() throws -> WallTime? {
        try row(
            "SELECT max(timestamp_at) AS latest FROM evidence WHERE log_index >= (SELECT max(size) - 4096 FROM log_head)"
        )?
        .optionalTime("latest")
    }

    private func erased(_ row: Row, at erasedAt: WallTime) throws -> ErasedEvidence {
        guard let number = EvidenceNumber(try row.text("number")), let leafHash = TreeHash(try row.blob("leaf_hash"))
        else { throw StoreError.column("evidence") }
        return ErasedEvidence(
            id: Identifier(stored: try row.text("id")), number: number,
            project: Identifier(stored: try row.text("project")), acceptedAt: try row.time("accepted_at"),
            sequence: UInt64(try row.integer("sequence")), logIndex: UInt64(try row.integer("log_index")),
            leafHash: leafHash, erasedAt: erasedAt)
    }

    private func item(_ row: Row, _ key: SubjectKey) throws -> (EvidenceItem, Opening, WorkMetadata) {
        let id = Identifier(stored: try row.text("id"))
        guard let opening = Opening(decoding: try key.open(try row.blob("opening"), at: SealedPlaces.opening(id))),
            let metadata = WorkMetadata(decoding: opening.meta), let leafHash = TreeHash(try row.blob("leaf_hash"))
        else { throw LogFault.wrongEvidence(id: id.text) }
        let item = EvidenceItem(
            id: id, number: metadata.number, project: Identifier(stored: try row.text("project")),
            account: try row.text("account"), name: metadata.name, size: metadata.size, mediaType: metadata.mediaType,
            digests: FileDigests(sha256: opening.sha256, sm3: metadata.sm3), acceptedAt: try row.time("accepted_at"),
            timestampAt: try row.time("timestamp_at"), sequence: UInt64(try row.integer("sequence")),
            logIndex: UInt64(try row.integer("log_index")), leafHash: leafHash, stage: metadata.stage,
            mode: metadata.mode, copyrightVersion: metadata.copyright?.version ?? 0)
        return (item, opening, metadata)
    }
}
