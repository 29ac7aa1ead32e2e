import ArgumentParser
import MeshAPI

/// Shows a mandate.
struct MandatesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one of the mandates, as its agent or its holder.")

    @OptionGroup var options: MandatesOptions

    @Argument(help: "The mandate, as `list` shows it.")
    var mandate: String

    func run() async throws {
        let found = try await options.run { client, call in
            try await client.getMandate(IdentityV1.GetMandateRequest(mandate: mandate), options: call)
        }
        MandateLine(found).show(asJSON: options.global.json)
    }
}
