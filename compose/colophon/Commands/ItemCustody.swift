import ArgumentParser
import MeshAPI

/// Shows through whose hands an item went.
struct ItemCustody: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custody", abstract: "Show an item's custody log.",
        discussion: "Exit code 1 when a record of it is not what was written, or is missing.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Id or evidence number of the item.")
    var item: String

    private struct Line: Encodable {
        let record: UInt64?
        let at: String
        let what: String
        let account: String
        /// Who acted for the account.
        let actor: String
        let service: String
        let facts: [String: String]
    }

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        let which = item.hasPrefix("evd_") ? EvidenceV1.GetCustodyRequest.Which.id(item) : .number(item)
        let log = try await calls.run { client, options in
            let custody = EvidenceV1.CustodyClient(client)
            var whole = EvidenceV1.CustodyLog()
            var token = ""
            repeat {
                let page = try await custody.getCustody(
                    EvidenceV1.GetCustodyRequest(which: which, pageSize: 200, pageToken: token), options: options)
                let entries = whole.entries + page.entries
                whole = page
                whole.entries = entries
                token = page.nextPageToken
            } while !token.isEmpty
            return whole
        }
        show(log)
        guard log.intact else {
            throw Failure.proof(
                "the custody log of \(item) is not what was written, from record \(log.brokenAt) on",
                advice: "The item's proof does not rest on it; ask who has written to the store.")
        }
    }

    private func show(_ log: EvidenceV1.CustodyLog) {
        var lines = log.entries.map { entry in
            Line(
                record: entry.record, at: Quantity.moment(entry.at), what: "\(entry.kind)", account: entry.account,
                actor: entry.actor, service: entry.service,
                facts: Dictionary(entry.facts.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
        }
        lines += log.witnesses.map { witness in
            Line(
                record: nil, at: Quantity.moment(witness.at), what: "witnessed", account: "", actor: "",
                service: witness.name, facts: ["size": "\(witness.logSize)"])
        }
        var table = Table([
            ("record", .right), ("at", .left), ("what", .left), ("by", .left), ("facts", .left),
        ])
        for line in lines {
            if global.json { Console.standardOutput.json(line) }
            let facts = line.facts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            let whose = line.actor.isEmpty ? line.account : "\(line.actor) for \(line.account)"
            let actor = line.account.isEmpty ? line.service : "\(whose) through \(line.service)"
            table.add([line.record.map { "\($0)" } ?? "", line.at, line.what, actor, facts])
        }
        if !global.json { for line in table.lines() { Console.standardOutput.line(line) } }
    }
}
