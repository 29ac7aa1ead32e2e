internal import MeshKernel

/// The payload of `evidence.sealed`: identifiers and places only, for feeds are kept.
enum SealedEvent {
    static func payload(_ record: EvidenceRecord, _ place: SealCandidate.SealedPlace) -> [UInt8] {
        CanonicalJSON.object([
            .init("evidence", .string(record.id.text)),
            .init("number", .string(record.number.description)),
            .init("project", .string(record.project.text)),
            .init("account", .string(record.account)),
            .init("sequence", .number(place.sequence)),
            .init("logIndex", .number(place.logIndex)),
            .init("timestampAt", .number(UInt64(clamping: record.timestampAt.milliseconds))),
        ]).encoded
    }
}
