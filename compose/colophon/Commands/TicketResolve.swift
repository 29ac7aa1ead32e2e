import ArgumentParser
import MeshAPI

/// Agrees that a ticket is done.
struct TicketResolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Agree that a ticket is done, after its adviser has said so.",
        aliases: ["close"])

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "The ticket's id.")
    var ticket: String

    func run() async throws {
        let closed = try await SupportCalls(global, peer).run { client, options in
            try await client.closeTicket(NotifyV1.CloseTicketRequest(id: ticket), options: options)
        }
        TicketLine(closed).show(asJSON: global.json)
    }
}
