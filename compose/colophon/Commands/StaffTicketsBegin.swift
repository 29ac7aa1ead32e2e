import ArgumentParser
import MeshAPI

/// Says that an adviser works on a ticket.
struct StaffTicketsBegin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "begin", abstract: "Say that you work on a ticket; its account is told.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The ticket's id.")
    var ticket: String

    func run() async throws {
        let standing = try await SupportDesk(global, peer).run { client, options in
            try await client.beginTicket(NotifyV1.BeginTicketRequest(id: ticket), options: options)
        }
        TicketLine(standing).show(asJSON: global.json)
    }
}
