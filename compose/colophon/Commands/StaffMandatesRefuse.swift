import ArgumentParser
import MeshAPI

/// Refuses a mandate.
struct StaffMandatesRefuse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "Refuse a mandate whose letter does not say so; that is its end.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Why, for both sides: 1 to 500 characters.")
    var reason: String

    @Argument(help: "The mandate's id.")
    var mandate: String

    func run() async throws {
        let decided = try await StaffMandates.run(global, peer) { client, options in
            try await client.refuseMandate(
                IdentityV1.RefuseMandateRequest(mandate: mandate, reason: reason), options: options)
        }
        QueuedMandateLine(decided).show(asJSON: global.json)
    }
}
