import ArgumentParser
import MeshAPI

/// Lists the account's packs.
struct CreditsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the account's packs with their order time and their end.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Only packs of this supplier.")
    var supplier = ""

    func run() async throws {
        let orders = try await EvidenceCalls(global, peer).run { client, options in
            let service = EvidenceV1.OrdersClient(client)
            var orders: [EvidenceV1.Order] = []
            var token = ""
            repeat {
                let page = try await service.listOrders(
                    EvidenceV1.ListOrdersRequest(supplier: supplier, pageSize: 200, pageToken: token),
                    options: options)
                orders += page.orders
                token = page.nextPageToken
            } while !token.isEmpty
            return orders
        }
        Credits.show(orders, asJSON: global.json)
    }
}
