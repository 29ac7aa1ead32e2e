import ArgumentParser
import MeshAPI

/// Opens a ticket.
struct TicketOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "open", abstract: "Ask an adviser something.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "What it is about, 1 to 100 characters.")
    var subject: String

    @Argument(help: "The question, 1 to 2,000 characters.")
    var text: String

    func run() async throws {
        let ticket = try await SupportCalls(global, peer).run { client, options in
            try await client.openTicket(
                NotifyV1.OpenTicketRequest(subject: subject, text: text), options: options)
        }
        TicketLine(ticket).show(asJSON: global.json)
        guard !global.json else { return }
        Console.standardOutput.line("See what is answered: colophon ticket show \(ticket.standing?.id ?? "TICKET")")
    }
}
