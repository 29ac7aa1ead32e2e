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
            })
    }
}

extension EvidenceV1.FilingChanged {
    init(_ notice: FilingNotice) {
        self.init(
            filing: notice.filing.text, project: notice.project.text, account: notice.account,
            expiresAt: GoogleProtobuf.Timestamp(notice.expiresAt), daysBefore: UInt32(notice.daysBefore))
    }
}
