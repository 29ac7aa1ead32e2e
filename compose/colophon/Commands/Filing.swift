import ArgumentParser
import MeshAPI
import MeshKernel

/// First-publication filings over sealed items.
struct Filing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply for first-publication filings, list them, renew them.",
        subcommands: [FilingApply.self, FilingList.self, FilingRenew.self])

    /// How the commands show a filing.
    struct Line: Encodable {
        let id: String
        let state: String
        let kind: String
        let expires: String
        let evidence: [String]
        let storer: String
        let content: String

        init(_ filing: EvidenceV1.Filing) {
            id = filing.id
            state = "\(filing.state)"
            kind = "\(filing.kind)"
            let end = filing.expiresAt ?? GoogleProtobuf.Timestamp()
            expires = Quantity.moment(
                WallTime(milliseconds: end.seconds * 1_000 + Int64(end.nanos) / 1_000_000))
            evidence = filing.evidence
            storer = filing.storer
            content = filing.content
        }
    }
}
