import ArgumentParser
import MeshAPI

/// Lists calls that an account waits for.
struct TicketCalls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls", abstract: "List the calls that were asked for and not made yet.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    func run() async throws {
        let answer = try await SupportCalls(global, peer).run { client, options in
            try await client.listCallbacks(NotifyV1.ListCallbacksRequest(), options: options)
        }
        CallbackLine.show(
            answer.callbacks.map { CallbackLine($0) }, asJSON: global.json,
            none: "no call is expected; ask for one: colophon ticket call-back")
    }
}
