import ArgumentParser
import MeshAPI

/// Approves a mandate.
struct StaffMandatesApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve a mandate whose letter says so: it is in force from its first day on.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The mandate's id.")
    var mandate: String

    func run() async throws {
        let decided = try await StaffMandates.run(global, peer) { client, options in
            try await client.approveMandate(
                IdentityV1.ApproveMandateRequest(mandate: mandate), options: options)
        }
        QueuedMandateLine(decided).show(asJSON: global.json)
    }
}
