import ArgumentParser
import MeshAPI

/// Ends a mandate that is in force.
struct StaffMandatesRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a mandate that is in force, or on its way there.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Why, for both sides: 1 to 500 characters.")
    var reason: String

    @Argument(help: "The mandate's id.")
    var mandate: String

    func run() async throws {
        let decided = try await StaffMandates.run(global, peer) { client, options in
            try await client.revokeMandate(
                IdentityV1.RevokeMandateRequest(mandate: mandate, reason: reason), options: options)
        }
        QueuedMandateLine(decided).show(asJSON: global.json)
    }
}
