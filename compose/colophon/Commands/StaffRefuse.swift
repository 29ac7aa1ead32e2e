import ArgumentParser
import MeshAPI

/// Gives a dossier back, or refuses it.
struct StaffRefuse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "Give a dossier back with what to correct, or refuse it for good.",
        discussion: "With --field and --slot its applicant corrects those and hands it in again.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Why, for the applicant: 1 to 500 characters.")
    var reason: String

    @Option(help: "A field to correct; may be repeated.")
    var field: [String] = []

    @Option(help: "A picture to bring again, by what it shows; may be repeated.")
    var slot: [String] = []

    @Flag(help: "Nothing can be corrected: refuse it.")
    var forGood = false

    @Argument(help: "The dossier's id.")
    var dossier: String

    func validate() throws {
        guard forGood == (field.isEmpty && slot.isEmpty) else {
            throw ValidationError("Say what to correct with --field and --slot, or --for-good, not both.")
        }
    }

    func run() async throws {
        let decided = try await StaffDesk(global, peer).run { client, options in
            try await client.refuseDossier(
                IdentityV1.RefuseDossierRequest(dossier: dossier, reason: reason, fields: field, slots: slot),
                options: options)
        }
        QueuedLine(decided).show(asJSON: global.json)
    }
}
