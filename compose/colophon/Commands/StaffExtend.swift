import ArgumentParser
import MeshAPI

/// Extends a review.
struct StaffExtend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend", abstract: "Extend the review of a dossier, once; its applicant is told why.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Why, for the applicant: 1 to 500 characters.")
    var reason: String

    @Argument(help: "The dossier's id.")
    var dossier: String

    func run() async throws {
        let extended = try await StaffDesk(global, peer).run { client, options in
            try await client.extendReview(
                IdentityV1.ExtendReviewRequest(dossier: dossier, reason: reason), options: options)
        }
        QueuedLine(extended).show(asJSON: global.json, done: "extended")
    }
}
