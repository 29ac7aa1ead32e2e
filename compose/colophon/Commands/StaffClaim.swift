import ArgumentParser
import MeshAPI

/// Takes a dossier.
struct StaffClaim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Take a dossier, to look at it and decide.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The dossier's id.")
    var dossier: String

    func run() async throws {
        let claimed = try await StaffDesk(global, peer).run { client, options in
            try await client.claimDossier(IdentityV1.ClaimDossierRequest(dossier: dossier), options: options)
        }
        QueuedLine(claimed).show(asJSON: global.json, done: "claimed")
    }
}
