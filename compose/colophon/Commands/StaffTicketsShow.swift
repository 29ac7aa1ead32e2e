import ArgumentParser
import MeshAPI

/// Shows a ticket that an adviser has.
struct StaffTicketsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one of your tickets and everything that was said in it.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The ticket's id.")
    var ticket: String

    func run() async throws {
        let desk = try SupportDesk(global, peer)
        let conversation = try await Conversation.read { token in
            try await desk.run { client, options in
                try await client.readAssigned(
                    NotifyV1.ReadAssignedRequest(id: ticket, pageSize: 200, pageToken: token), options: options)
            }
        }
        conversation.show(asJSON: global.json, own: "adviser")
        guard !global.json else { return }
        Console.standardOutput.line("\nAnswer: colophon staff tickets say TICKET TEXT, with --ask or --resolve.")
    }
}
