import ArgumentParser
import MeshAPI

/// Lists how an item was held against its seal.
struct ItemChecks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "checks", abstract: "List the checks of an item.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Id or evidence number of the item.")
    var item: String

    private struct Line: Encodable {
        let evidence: String
        let at: String
        let passed: Bool
        let failed: [String]
        let bytes: UInt64
        let account: String
    }

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        let which = item.hasPrefix("evd_") ? EvidenceV1.GetCustodyRequest.Which.id(item) : .number(item)
        let checks = try await calls.run { client, options in
            let custody = EvidenceV1.CustodyClient(client)
            var checks: [EvidenceV1.ItemCheck] = []
            var token = ""
            repeat {
                let page = try await custody.listChecks(
                    EvidenceV1.GetCustodyRequest(which: which, pageSize: 200, pageToken: token), options: options)
                checks += page.checks
                token = page.nextPageToken
            } while !token.isEmpty
            return checks
        }
        Self.show(checks, asJSON: global.json)
    }

    /// Shows checks, one a line.
    static func show(_ checks: [EvidenceV1.ItemCheck], asJSON: Bool) {
        var table = Table([
            ("at", .left), ("outcome", .left), ("bytes read", .right), ("asked by", .left), ("failed", .left),
        ])
        for check in checks {
            let at = Quantity.moment(check.at)
            if asJSON {
                Console.standardOutput.json(
                    Line(
                        evidence: check.evidence, at: at, passed: check.passed, failed: check.failed,
                        bytes: check.bytes, account: check.account))
            }
            table.add([
                at, check.passed ? "passed" : "FAILED", "\(check.bytes)", check.account.isEmpty ? "-" : check.account,
                check.failed.joined(separator: ", "),
            ])
        }
        if !asJSON { for line in table.lines() { Console.standardOutput.line(line) } }
    }
}
