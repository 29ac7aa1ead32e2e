import ArgumentParser
import MeshAPI

/// Lists the tickets that an adviser has.
struct StaffTicketsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tickets that you have and that are not resolved, the oldest first.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    func run() async throws {
        let desk = try SupportDesk(global, peer)
        var tickets: [TicketLine] = []
        var token = ""
        repeat {
            let page = try await desk.run { [token] client, options in
                try await client.listAssigned(
                    NotifyV1.ListAssignedRequest(pageSize: 200, pageToken: token), options: options)
            }
            tickets += page.tickets.map { TicketLine($0) }
            token = page.nextPageToken
        } while !token.isEmpty
        TicketLine.show(tickets, asJSON: global.json, none: "you have no tickets")
    }
}
