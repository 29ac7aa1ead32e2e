import ArgumentParser
import MeshAPI

/// Ends a mandate.
struct MandatesWithdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "End a mandate at once, from either side.",
        discussion: "A holder who has not agreed yet declines it. One that has ended stays as it ended.")

    @OptionGroup var options: MandatesOptions

    @Argument(help: "The mandate, as `list` shows it.")
    var mandate: String

    func run() async throws {
        let ended = try await options.run { client, call in
            try await client.endMandate(IdentityV1.EndMandateRequest(mandate: mandate), options: call)
        }
        MandateLine(ended).show(asJSON: options.global.json)
    }
}
