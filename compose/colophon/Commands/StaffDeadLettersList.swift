import ArgumentParser
import MeshAPI

/// Lists messages that were given up.
struct StaffDeadLettersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the messages that were given up, the oldest first, and why.")

    /// Messages that are listed at most; there are more behind them.
    static let messagesMax = 10_000

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Only those over this channel: sms, email or webhook.")
    var channel: DeadLetterChannel?

    func run() async throws {
        let desk = try SupportDesk(global, peer)
        var letters: [DeadLetterLine] = []
        var token = ""
        repeat {
            let page = try await desk.messages { [token] client, options in
                try await client.listDeadLetters(
                    NotifyV1.ListDeadLettersRequest(
                        channel: channel?.channel ?? .unspecified, pageSize: 200, pageToken: token), options: options)
            }
            letters += page.deadLetters.map {
                DeadLetterLine($0.message ?? NotifyV1.Message(), died: Quantity.moment($0.at))
            }
            token = page.nextPageToken
        } while !token.isEmpty && letters.count < Self.messagesMax
        DeadLetterLine.show(letters, asJSON: global.json, none: "no message was given up")
        guard !global.json, !letters.isEmpty else { return }
        if !token.isEmpty { Console.standardOutput.line("\nThere are more behind these.") }
        Console.standardOutput.line("\nSend one on its way again: colophon staff dead-letters replay MESSAGE")
    }
}
