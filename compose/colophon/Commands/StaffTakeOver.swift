import ArgumentParser
import MeshAPI

/// Takes a dossier from whoever has claimed it.
struct StaffTakeOver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take-over", abstract: "Take a dossier that somebody else has claimed.",
        discussion: """
            Once they have not looked at it for a day; with the role administrator as well as review, at once.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The dossier's id.")
    var dossier: String

    func run() async throws {
        let taken = try await StaffDesk(global, peer).run { client, options in
            try await client.takeOverDossier(IdentityV1.TakeOverDossierRequest(dossier: dossier), options: options)
        }
        QueuedLine(taken).show(asJSON: global.json, done: "taken over")
    }
}
