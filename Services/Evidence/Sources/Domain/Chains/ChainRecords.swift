internal import MeshKernel

/// Custody logs as they stand in a chain's archive. Nothing in the log commits to them: they are the service's own word.
struct ChainCustody: Sendable {
    static let format = "colophon/chain-custody/v1"

    /// The log of one item.
    struct Log: Sendable {
        /// Place of the item in the chain, from 0.
        let sequence: UInt64
        let number: EvidenceNumber
        /// Whether all of the log was what was written.
        let isIntact: Bool
        /// How many records there are.
        let total: UInt64
        /// The first of them.
        let records: [CustodyRecord]

        fileprivate var json: CanonicalJSON {
            .object([
                .init("sequence", .number(sequence)), .init("number", .string(number.description)),
                .init("intact", .boolean(isIntact)), .init("total", .number(total)),
                .init("records", .array(records.compactMap { CanonicalJSON(parsing: $0.encoded) })),
            ])
        }
    }

    /// The bytes of a file with these logs.
    static func encoded(_ logs: [Log]) -> [UInt8] {
        let members: [CanonicalJSON.Member] = [
            .init("format", .string(format)), .init("logs", .array(logs.map(\.json))),
        ]
        return CanonicalJSON.object(members).encoded + [0x0A]
    }
}

/// Filings as they stand in a chain's archive: the service's own word too.
enum ChainFilings {
    static let format = "colophon/chain-filings/v1"

    /// The bytes of a file with these filings.
    static func encoded(_ filings: [Filing]) -> [UInt8] {
        CanonicalJSON.object([
            .init("format", .string(format)), .init("filings", .array(filings.map { json($0) })),
        ]).encoded + [0x0A]
    }

    private static func json(_ filing: Filing) -> CanonicalJSON {
        .object([
            .init("id", .string(filing.id.text)), .init("kind", .string(filing.statement.kind.rawValue)),
            .init("storer", .string(filing.statement.storer)), .init("content", .string(filing.statement.content)),
            .init("statedAt", .string(Moment.text(filing.statement.statedAt))),
            .init("appliedAt", .string(Moment.text(filing.appliedAt))),
            .init("expiresAt", .string(Moment.text(filing.expiresAt))),
            .init("items", .array(filing.evidence.map { .string($0.text) })),
            .init(
                "records",
                .array(
                    filing.records.map { record in
                        .object([
                            .init("at", .string(Moment.text(record.at))), .init("kind", .string(record.kind.rawValue)),
                            .init("expiresAt", .string(Moment.text(record.expiresAt))),
                        ])
                    })),
        ])
    }
}
