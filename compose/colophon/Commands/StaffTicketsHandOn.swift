import ArgumentParser
import MeshAPI

/// Gives a ticket to another adviser.
struct StaffTicketsHandOn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-on", abstract: "Give a ticket to whoever of the others has the least, or to somebody.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Account id of the adviser who gets it; default: whoever of the others has the least.")
    var to: String?

    @Argument(help: "The ticket's id.")
    var ticket: String

    func run() async throws {
        let standing = try await SupportDesk(global, peer).run { client, options in
            try await client.handOnTicket(
                NotifyV1.HandOnTicketRequest(id: ticket, adviser: to ?? ""), options: options)
        }
        TicketLine(standing).show(asJSON: global.json)
    }
}
