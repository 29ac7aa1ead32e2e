import ArgumentParser
import MeshAPI

/// Says who an account's adviser is.
struct TicketAdviser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adviser", abstract: "Say who the account's own adviser is; the first time one is chosen.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    private struct Line: Encodable {
        let adviser: String
        let onDuty: Bool

        enum CodingKeys: String, CodingKey {
            case adviser
            case onDuty = "on_duty"
        }
    }

    func run() async throws {
        let answer = try await SupportCalls(global, peer).run { client, options in
            try await client.meetAdviser(NotifyV1.MeetAdviserRequest(), options: options)
        }
        let output = Console.standardOutput
        if global.json {
            output.json(Line(adviser: answer.adviser, onDuty: answer.onDuty))
        } else if answer.adviser.isEmpty {
            output.line("nobody is on duty, so nobody was chosen yet")
        } else {
            output.line("\(PlainText.line(answer.adviser))  \(answer.onDuty ? "on duty" : "not there now")")
        }
    }
}
