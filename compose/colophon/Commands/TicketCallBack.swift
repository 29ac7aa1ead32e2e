import ArgumentParser
import MeshAPI

/// Asks for a call.
struct TicketCallBack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call-back", abstract: "Ask an adviser to call, after two to three hours of office time.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "A mobile number, or a landline with its area code; default: the account's own number.")
    var number: String?

    func run() async throws {
        let callback = try await SupportCalls(global, peer).run { client, options in
            try await client.requestCallback(
                NotifyV1.RequestCallbackRequest(number: number ?? ""), options: options)
        }
        CallbackLine(callback).show(asJSON: global.json)
    }
}
