import ArgumentParser
import MeshAPI

/// Gives a dossier back.
struct StaffRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Give back a dossier that you have claimed, for somebody else to take.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The dossier's id.")
    var dossier: String

    func run() async throws {
        let released = try await StaffDesk(global, peer).run { client, options in
            try await client.releaseDossier(IdentityV1.ReleaseDossierRequest(dossier: dossier), options: options)
        }
        QueuedLine(released).show(asJSON: global.json, done: "given back")
    }
}
