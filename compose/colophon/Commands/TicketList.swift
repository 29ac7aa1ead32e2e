import ArgumentParser
import MeshAPI

/// Lists an account's tickets.
struct TicketList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the account's tickets, the newest first.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Flag(help: "Only those that are not resolved.")
    var open = false

    func run() async throws {
        let calls = try SupportCalls(global, peer)
        var tickets: [TicketLine] = []
        var token = ""
        repeat {
            let page = try await calls.run { [token] client, options in
                try await client.listTickets(
                    NotifyV1.ListTicketsRequest(openOnly: open, pageSize: 200, pageToken: token), options: options)
            }
            tickets += page.tickets.map { TicketLine($0) }
            token = page.nextPageToken
        } while !token.isEmpty
        TicketLine.show(
            tickets, asJSON: global.json,
            none: "no ticket\(open ? " is open" : "s yet"); ask something: colophon ticket open SUBJECT TEXT")
    }
}
