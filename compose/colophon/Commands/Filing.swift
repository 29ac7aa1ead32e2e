import ArgumentParser
import MeshAPI
import MeshKernel

/// First-publication filings over sealed items.
struct Filing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply for first-publication filings, list them, manage them, renew them.",
        subcommands: [
            FilingApply.self, FilingList.self, FilingShow.self, FilingManage.self, FilingRenew.self,
        ])

    /// How the commands show a filing.
    struct Line: Encodable {
        let id: String
        let state: String
        let kind: String
        let expires: String
        let evidence: [String]
        let storer: String
        let content: String
        let supplier: String
        let timing: String
        let timed: String?
        let order: String

        init(_ filing: EvidenceV1.Filing) {
            id = filing.id
            state = "\(filing.state)"
            kind = "\(filing.kind)"
            expires = Self.moment(filing.expiresAt ?? GoogleProtobuf.Timestamp())
            evidence = filing.evidence
            storer = filing.storer
            content = filing.content
            supplier = filing.supplier
            timing = filing.timing == .unspecified ? "" : "\(filing.timing)"
            timed = filing.timedAt.map(Self.moment)
            order = filing.order
        }

        /// Whether it is timed, in a few words.
        var timestamp: String { timed ?? (timing.isEmpty ? "none" : "awaiting its timestamp") }

        /// A moment as it is shown.
        static func moment(_ time: GoogleProtobuf.Timestamp) -> String {
            Quantity.moment(WallTime(milliseconds: time.seconds * 1_000 + Int64(time.nanos) / 1_000_000))
        }
    }
}
