import ArgumentParser
import MeshAPI

/// Shows who is named in a mandate.
struct StaffMandatesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show who is named in a mandate, to be held against its letter. That it was is kept.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The mandate's id.")
    var mandate: String

    private struct Line: Encodable {
        struct Party: Encodable {
            let name: String
            let kind: String
            let number: String

            init(_ party: IdentityV1.ReviewedMandate.Party?) {
                name = party?.name ?? ""
                kind = party?.documentKind ?? ""
                number = party?.documentNumber ?? ""
            }

            var words: String { "\(PlainText.line(name)), \(kind) \(number)" }
        }
        let mandate: QueuedMandateLine
        let agent: Party
        let holder: Party
        let businesses: [String]
        let from: String
        let until: String
    }

    func run() async throws {
        let shown = try await StaffMandates.run(global, peer) { client, options in
            try await client.getMandateForReview(
                IdentityV1.GetMandateForReviewRequest(mandate: mandate), options: options)
        }
        let line = Line(
            mandate: QueuedMandateLine(shown.mandate ?? IdentityV1.QueuedMandate()), agent: Line.Party(shown.agent),
            holder: Line.Party(shown.holder),
            businesses: shown.businesses.map { BusinessWord($0)?.rawValue ?? "unknown" },
            from: shown.validFrom, until: shown.validUntil)
        let output = Console.standardOutput
        guard !global.json else {
            output.json(line)
            return
        }
        line.mandate.show(asJSON: false)
        output.line("  agent    \(line.agent.words)")
        output.line("  holder   \(line.holder.words), at \(line.mandate.authority)")
        output.line("  for      \(line.businesses.joined(separator: ", "))")
        output.line("  from     \(line.from) until \(line.until)")
        output.line(
            "Letter: colophon staff mandates letter MANDATE FILE. Then: colophon staff mandates approve, or refuse.")
    }
}
