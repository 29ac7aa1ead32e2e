internal import MeshAPI
internal import MeshKernel
internal import MeshRPC
internal import ProtobufC

extension GoogleProtobuf.Timestamp {
    init(_ time: WallTime) {
        let rest = time.milliseconds % 1_000
        let millis = rest < 0 ? rest + 1_000 : rest
        self.init(seconds: (time.milliseconds - millis) / 1_000, nanos: Int32(millis) * 1_000_000)
    }
}

extension EvidenceV1.Project {
    init(_ project: Project) {
        self.init(
            id: project.id.text, title: project.title.description,
            createdAt: GoogleProtobuf.Timestamp(project.createdAt), itemCount: project.itemCount,
            copyrightVersion: project.copyright?.version ?? 0, chainVersion: project.chainSeals + 1)
    }
}

extension EvidenceV1.EvidenceItem {
    init(_ item: EvidenceItem, origin: String) {
        self.init(
            id: item.id.text, number: item.number.description, project: item.project.text, name: item.name.description,
            size: item.size, mediaType: item.mediaType.description, sha256: item.digests.sha256, sm3: item.digests.sm3,
            acceptedAt: GoogleProtobuf.Timestamp(item.acceptedAt),
            timestampAt: GoogleProtobuf.Timestamp(item.timestampAt), sequence: item.sequence, logIndex: item.logIndex,
            logOrigin: origin, leafHash: item.leafHash.bytes, stage: EvidenceV1.Stage(rawValue: item.stage.number),
            hashOnly: item.mode == .digest, copyrightVersion: item.copyrightVersion)
    }
}

extension EvidenceV1.SealProof {
    init(_ proof: SealProof) {
        self.init(
            leaf: proof.leaf, opening: proof.opening.encoded, token: proof.tokenResponse,
            tlogProof: proof.proof.encoded)
    }
}

extension EvidenceV1.EvidenceSealed {
    init(_ item: EvidenceItem) {
        self.init(
            evidence: item.id.text, number: item.number.description, project: item.project.text, account: item.account,
            sequence: item.sequence, logIndex: item.logIndex,
            timestampAt: GoogleProtobuf.Timestamp(item.timestampAt), leafHash: item.leafHash.bytes)
    }
}

extension EvidenceV1.SubmitRequest.Header {
    /// The header as it was understood, for the hash that tells repetitions from new requests. What the sender says of
    /// itself is not in it: a repetition comes at another time.
    init(_ header: SubmissionHeader) {
        self.init(
            project: header.project.text, name: header.name.description, size: header.size,
            mediaType: header.mediaType.description, stage: EvidenceV1.Stage(rawValue: header.stage.number),
            hashOnly: header.declared != nil, sha256: header.declared?.sha256 ?? [], sm3: header.declared?.sm3 ?? [],
            supplier: header.supplier ?? "")
    }
}

extension EvidenceV1.ChainSealed {
    init(_ sealed: SealedChain) {
        self.init(
            seal: sealed.id.text, number: sealed.number.description, project: sealed.project.text,
            account: sealed.account, version: sealed.version, sequence: sealed.place.sequence,
            logIndex: sealed.place.logIndex, timestampAt: GoogleProtobuf.Timestamp(sealed.timestampAt),
            leafHash: sealed.place.leafHash.bytes)
    }
}

extension EvidenceFilter {
    /// The filter that a message asks for.
    init(_ request: EvidenceV1.ListEvidenceRequest) throws(EvidenceError) {
        self.init()
        if !request.project.isEmpty {
            guard let id = Identifier(request.project, kind: .project) else { throw .invalidProjectID }
            project = id
        }
        stage = ProcessStage(number: request.stage.rawValue)
        guard request.stage.rawValue == 0 || stage != nil else { throw .invalidStage(field: "stage") }
        if let timestamp = request.from {
            guard let time = WallTime(timestamp) else { throw .invalidTimeRange(field: "from") }
            from = time
        }
        if let timestamp = request.to {
            guard let time = WallTime(timestamp), from.map({ $0 < time }) ?? true else {
                throw .invalidTimeRange(field: "to")
            }
            to = time
        }
    }
}

extension SubmissionPart {
    /// One message of the stream; one without a part is refused.
    init(_ message: EvidenceV1.SubmitRequest) throws(EvidenceError) {
        switch message.part {
        case nil: throw .emptyPart
        case .header(let header)?:
            self = .header(
                SubmissionDraft(
                    project: header.project, name: header.name, size: header.size, mediaType: header.mediaType,
                    stage: header.stage.rawValue, isHashOnly: header.hashOnly, sha256: header.sha256, sm3: header.sm3,
                    clientMilliseconds: header.clientTimeMilliseconds, program: header.environment?.program ?? "",
                    version: header.environment?.version ?? "", system: header.environment?.system ?? "",
                    supplier: header.supplier, wantsProof: header.withProof))
        case .chunk(let bytes)?: self = .chunk(bytes)
        case .digest(let digest)?: self = .digest(digest.sha256)
        }
    }
}

extension EvidenceReference {
    init(_ request: EvidenceV1.GetEvidenceRequest) throws(EvidenceError) {
        switch request.which {
        case nil: throw .missingEvidenceReference
        case .id(let text)?: self = try Self.parse(id: text)
        case .number(let text)?: self = try Self.parse(number: text)
        }
    }

    init(_ request: EvidenceV1.GetBundleRequest) throws(EvidenceError) {
        switch request.which {
        case nil: throw .missingEvidenceReference
        case .id(let text)?: self = try Self.parse(id: text)
        case .number(let text)?: self = try Self.parse(number: text)
        }
    }

    static func parse(id text: String) throws(EvidenceError) -> EvidenceReference {
        guard let id = Identifier(text, kind: .evidence) else { throw .invalidEvidenceReference(field: "id") }
        return .id(id)
    }

    static func parse(number text: String) throws(EvidenceError) -> EvidenceReference {
        guard let number = EvidenceNumber(text) else { throw .invalidEvidenceReference(field: "number") }
        return .number(number)
    }
}
