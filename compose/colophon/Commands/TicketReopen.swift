import ArgumentParser
import MeshAPI

/// Opens a ticket again.
struct TicketReopen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Open a ticket again, within seven days after it was resolved.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "The ticket's id.")
    var ticket: String

    @Argument(help: "Why, 1 to 2,000 characters.")
    var text: String

    func run() async throws {
        let opened = try await SupportCalls(global, peer).run { client, options in
            try await client.reopenTicket(NotifyV1.ReopenTicketRequest(id: ticket, text: text), options: options)
        }
        TicketLine(opened).show(asJSON: global.json)
    }
}
