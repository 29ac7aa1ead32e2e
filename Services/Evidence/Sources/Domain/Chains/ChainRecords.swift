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

        /// Bytes that the records take in the file.
        var recordBytes: Int { records.reduce(0) { $0 + Self.byteCount($1) } }

        /// The same with as many of its first records as `bytes` hold.
        func cut(to bytes: Int) -> Log {
            var left = bytes
            let shown = records.prefix { record in
                left -= Self.byteCount(record)
                return left >= 0
            }
            return Log(sequence: sequence, number: number, isIntact: isIntact, total: total, records: Array(shown))
        }

        /// With the comma behind it.
        private static func byteCount(_ record: CustodyRecord) -> Int { record.encoded.count + 1 }

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

    /// The bytes of a file with these filings of a project that has `total`.
    static func encoded(_ filings: [Filing], total: UInt64) -> [UInt8] {
        CanonicalJSON.object([
            .init("format", .string(format)), .init("total", .number(total)),
            .init("filings", .array(filings.map { json($0) })),
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
