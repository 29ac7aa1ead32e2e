import ArgumentParser
import MeshAPI

/// Lists what credits were used for.
struct CreditsUses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uses", abstract: "List what credits were used for, pack by pack.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Id of one pack; all when absent.")
    var order = ""

    private struct Line: Encodable {
        let order: String
        let supplier: String
        let ordered: String
        let expires: String
        let used: String
        let purpose: String
        let subject: String
        let number: String

        init(_ use: EvidenceV1.CreditUse) {
            order = use.order
            supplier = use.supplier
            ordered = Filing.Line.moment(use.orderedAt ?? GoogleProtobuf.Timestamp())
            expires = Filing.Line.moment(use.expiresAt ?? GoogleProtobuf.Timestamp())
            used = Filing.Line.moment(use.usedAt ?? GoogleProtobuf.Timestamp())
            purpose = "\(use.purpose)"
            subject = use.subject
            number = use.number
        }
    }

    func run() async throws {
        let uses = try await EvidenceCalls(global, peer).run { client, options in
            let service = EvidenceV1.OrdersClient(client)
            var uses: [EvidenceV1.CreditUse] = []
            var token = ""
            repeat {
                let page = try await service.listUses(
                    EvidenceV1.ListUsesRequest(order: order, pageSize: 200, pageToken: token), options: options)
                uses += page.uses
                token = page.nextPageToken
            } while !token.isEmpty
            return uses
        }
        var table = Table([
            ("used", .left), ("for", .left), ("item or filing", .left), ("supplier", .left), ("ordered", .left),
            ("expires", .left),
        ])
        for line in uses.map(Line.init) {
            if global.json { Console.standardOutput.json(line) }
            let subject = line.number.isEmpty ? line.subject : line.number
            table.add([line.used, line.purpose, subject, line.supplier, line.ordered, line.expires])
        }
        if !global.json { for line in table.lines() { Console.standardOutput.line(line) } }
    }
}
