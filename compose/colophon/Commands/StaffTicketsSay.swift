import ArgumentParser
import MeshAPI

/// Writes to a ticket's account.
struct StaffTicketsSay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "say", abstract: "Write to a ticket's account: a word on the way, a question, or the last one.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Flag(help: "The account has to answer.")
    var ask = false

    @Flag(help: "You are done; then the text may be left out.")
    var resolve = false

    @Argument(help: "The ticket's id.")
    var ticket: String

    @Argument(help: "The text, 1 to 2,000 characters.")
    var text: String?

    func validate() throws {
        guard !(ask && resolve) else { throw ValidationError("--ask or --resolve, not both.") }
        guard text != nil || resolve else { throw ValidationError("Say something, or --resolve.") }
    }

    func run() async throws {
        let outcome: NotifyV1.ReplyOutcome = resolve ? .resolved : ask ? .awaitingUser : .inProgress
        let standing = try await SupportDesk(global, peer).run { client, options in
            try await client.replyTicket(
                NotifyV1.ReplyTicketRequest(id: ticket, text: text ?? "", outcome: outcome), options: options)
        }
        TicketLine(standing).show(asJSON: global.json)
    }
}
