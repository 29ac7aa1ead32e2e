package import MeshKernel

/// What a filing's timestamp is over: its facts and its items' digests, in one form only, so that whoever has the same
/// facts has the same bytes.
package struct FiledStatement: Sendable, Equatable {
    /// Names the form.
    package static let format = "colophon/filing/v1"

    /// One item of the filing.
    package struct Item: Sendable, Equatable {
        /// Its public number.
        package let number: EvidenceNumber
        /// Of its file.
        package let digests: FileDigests

        package init(number: EvidenceNumber, digests: FileDigests) {
            self.number = number
            self.digests = digests
        }
    }

    private let filing: Identifier
    private let project: Identifier
    private let supplier: String
    private let statement: FilingStatement
    private let appliedAt: WallTime
    private let items: [Item]

    /// Of items in the order of the application.
    package init(
        filing: Identifier, project: Identifier, supplier: String, statement: FilingStatement, appliedAt: WallTime,
        items: [Item]
    ) {
        self.filing = filing
        self.project = project
        self.supplier = supplier
        self.statement = statement
        self.appliedAt = appliedAt
        self.items = items
    }

    /// The bytes that are timed.
    package var encoded: [UInt8] {
        CanonicalJSON.object([
            .init("format", .string(Self.format)), .init("filing", .string(filing.text)),
            .init("project", .string(project.text)), .init("supplier", .string(supplier)),
            .init("kind", .string(statement.kind.rawValue)), .init("storer", .string(statement.storer)),
            .init("content", .string(statement.content)),
            .init("statedAt", .string(Moment.text(statement.statedAt))),
            .init("appliedAt", .string(Moment.text(appliedAt))),
            .init(
                "items",
                .array(
                    items.map { item in
                        .object([
                            .init("number", .string(item.number.description)),
                            .init("sha256", .string(Hexadecimal.encode(item.digests.sha256))),
                            .init("sm3", .string(Hexadecimal.encode(item.digests.sm3))),
                        ])
                    })),
        ]).encoded
    }
}
