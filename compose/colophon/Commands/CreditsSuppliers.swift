import ArgumentParser
import MeshAPI

/// Lists whose packs there are.
struct CreditsSuppliers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppliers", abstract: "List who supplies packs, and so times the filings that stand on them.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    private struct Line: Encodable {
        let supplier: String
    }

    func run() async throws {
        let answer = try await EvidenceCalls(global, peer).run { client, options in
            try await EvidenceV1.OrdersClient(client).listSuppliers(
                EvidenceV1.ListSuppliersRequest(), options: options)
        }
        for supplier in answer.suppliers {
            if global.json {
                Console.standardOutput.json(Line(supplier: supplier))
            } else {
                Console.standardOutput.line(PlainText.line(supplier))
            }
        }
    }
}
