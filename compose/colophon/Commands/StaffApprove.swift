import ArgumentParser
import MeshAPI

/// Approves a dossier.
struct StaffApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve a dossier that was claimed: its holder is verified.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The dossier's id.")
    var dossier: String

    func run() async throws {
        let decided = try await StaffDesk(global, peer).run { client, options in
            try await client.approveDossier(IdentityV1.ApproveDossierRequest(dossier: dossier), options: options)
        }
        QueuedLine(decided).show(asJSON: global.json)
    }
}
