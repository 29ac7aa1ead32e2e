import ArgumentParser
import MeshAPI

/// Fetches the letter of a mandate.
struct StaffMandatesLetter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter",
        abstract: "Fetch the letter of a mandate in review, into a file for you alone. That it was is kept.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The mandate's id.")
    var mandate: String

    @Argument(help: "Where to put it; what is there is replaced.", completion: .file())
    var file: String

    func run() async throws {
        let bytes = try await StaffMandates.run(global, peer) { client, options in
            try await client.getLetterForReview(
                IdentityV1.GetLetterForReviewRequest(mandate: mandate), options: options
            ) { chunks in try await ReceivedPicture.bytes(of: chunks) }
        }
        try MandatesLetter.Line.keep(bytes, of: mandate, at: file, asJSON: global.json)
    }
}
