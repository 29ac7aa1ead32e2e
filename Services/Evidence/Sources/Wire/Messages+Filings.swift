internal import MeshAPI
internal import MeshKernel
internal import MeshRPC
internal import ProtobufC

extension WallTime {
    /// The moment of a timestamp; nil for one outside the years 1 to 9999 (its own definition's range).
    init?(_ timestamp: GoogleProtobuf.Timestamp) {
        guard (-62_135_596_800...253_402_300_799).contains(timestamp.seconds),
            (0...999_999_999).contains(timestamp.nanos)
        else { return nil }
        self.init(milliseconds: timestamp.seconds * 1_000 + Int64(timestamp.nanos) / 1_000_000)
    }
}

extension FilingDraft {
    init(_ request: EvidenceV1.ApplyFilingRequest) {
        self.init(
            kind: request.kind.rawValue, storer: request.storer, content: request.content,
            statedAt: request.statedAt.flatMap { WallTime($0) }, evidence: request.evidence)
    }
}

extension EvidenceV1.Filing {
    init(_ filing: Filing, now: WallTime) {
        self.init(
            id: filing.id.text, project: filing.project.text, evidence: filing.evidence.map(\.text),
            kind: EvidenceV1.FilingKind(rawValue: filing.statement.kind.number), storer: filing.statement.storer,
            content: filing.statement.content, statedAt: GoogleProtobuf.Timestamp(filing.statement.statedAt),
            state: EvidenceV1.FilingState(rawValue: FilingTerm.state(end: filing.expiresAt, now: now).number),
            appliedAt: GoogleProtobuf.Timestamp(filing.appliedAt),
            expiresAt: GoogleProtobuf.Timestamp(filing.expiresAt),
            records: filing.records.map { record in
                EvidenceV1.Filing.Record(
                    at: GoogleProtobuf.Timestamp(record.at),
                    kind: EvidenceV1.FilingRecordKind(rawValue: record.kind.number),
                    expiresAt: GoogleProtobuf.Timestamp(record.expiresAt))
            }, supplier: filing.supplier, order: filing.creditPack?.text ?? "",
            timing: EvidenceV1.FilingTiming(rawValue: (filing.timestamp?.timing).number),
            timedAt: (filing.timestamp?.timedAt).map { GoogleProtobuf.Timestamp($0) },
            statementSha256: filing.timestamp?.statementSHA256 ?? [])
    }
}

extension EvidenceV1.FilingChanged {
    init(_ notice: FilingNotice) {
        self.init(
            filing: notice.filing.text, project: notice.project.text, account: notice.account,
            expiresAt: GoogleProtobuf.Timestamp(notice.expiresAt), daysBefore: UInt32(notice.daysBefore))
    }
}

extension FilingFilter {
    /// The filter that a message asks for.
    init(_ request: EvidenceV1.ListFilingsRequest) throws(EvidenceError) {
        self.init()
        project = try Self.project(request.project)
        state = FilingState(number: request.state.rawValue)
        guard request.state.rawValue == 0 || state != nil else { throw .invalidFilingState }
        kind = FilingKind(number: request.kind.rawValue)
        guard request.kind.rawValue == 0 || kind != nil else { throw .invalidFilingFilter(field: "kind") }
        timing = FilingTiming(number: request.timing.rawValue)
        guard request.timing.rawValue == 0 || timing != nil else { throw .invalidFilingFilter(field: "timing") }
        supplier = request.supplier.isEmpty ? nil : request.supplier
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

    /// Near their end, void or renewed, or what of that a message asks for.
    init(_ request: EvidenceV1.ListManagementRequest) throws(EvidenceError) {
        self.init()
        project = try Self.project(request.project)
        let matter = FilingMatter(number: request.matter.rawValue)
        guard request.matter.rawValue == 0 || matter != nil else { throw .invalidFilingMatter }
        matters = matter.map { [$0] } ?? FilingMatter.allCases
    }

    private static func project(_ text: String) throws(EvidenceError) -> Identifier? {
        guard !text.isEmpty else { return nil }
        guard let id = Identifier(text, kind: .project) else { throw .invalidProjectID }
        return id
    }
}
