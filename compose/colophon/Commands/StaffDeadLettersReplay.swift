import ArgumentParser
import MeshAPI

/// Sends messages that were given up on their way again.
struct StaffDeadLettersReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Send messages that were given up on their way again.",
        discussion: "One to an account goes to where that is reached now. The first that is refused ends the command.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "Ids of the messages.")
    var messages: [String]

    func run() async throws {
        let desk = try SupportDesk(global, peer)
        for message in messages {
            let replayed = try await desk.messages { client, options in
                try await client.replayDeadLetter(NotifyV1.ReplayDeadLetterRequest(id: message), options: options)
            }
            DeadLetterLine(replayed).show(asJSON: global.json)
        }
    }
}
