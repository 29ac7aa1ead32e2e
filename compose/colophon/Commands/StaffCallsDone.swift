import ArgumentParser
import MeshAPI

/// Says that a call was made.
struct StaffCallsDone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "done", abstract: "Say that a call was made.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The call's id.")
    var call: String

    func run() async throws {
        let callback = try await SupportDesk(global, peer).run { client, options in
            try await client.completeCallback(NotifyV1.CompleteCallbackRequest(id: call), options: options)
        }
        CallbackLine(callback).show(asJSON: global.json)
    }
}
