import ArgumentParser
import MeshAPI

/// Writes something into a ticket.
struct TicketSay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "say", abstract: "Write something into a ticket that is not resolved.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "The ticket's id.")
    var ticket: String

    @Argument(help: "The text, 1 to 2,000 characters.")
    var text: String

    func run() async throws {
        let written = try await SupportCalls(global, peer).run { client, options in
            try await client.answerTicket(NotifyV1.AnswerTicketRequest(id: ticket, text: text), options: options)
        }
        TicketLine(written).show(asJSON: global.json)
    }
}
