import ArgumentParser
import MeshAPI

/// Shows a ticket with its conversation.
struct TicketShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a ticket and everything that was said in it.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "The ticket's id.")
    var ticket: String

    func run() async throws {
        let calls = try SupportCalls(global, peer)
        let conversation = try await Conversation.read { token in
            try await calls.run { client, options in
                try await client.readTicket(
                    NotifyV1.ReadTicketRequest(id: ticket, pageSize: 200, pageToken: token), options: options)
            }
        }
        conversation.show(asJSON: global.json, own: "account")
    }
}
