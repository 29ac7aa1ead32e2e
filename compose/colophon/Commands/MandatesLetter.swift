import ArgumentParser
import MeshAPI

/// Fetches the letter of a mandate.
struct MandatesLetter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter", abstract: "Fetch the letter of authority of a mandate, into a file for you alone.",
        discussion: "Whoever is asked to agree reads it first.")

    @OptionGroup var options: MandatesOptions

    @Argument(help: "The mandate, as `list` shows it.")
    var mandate: String

    @Argument(help: "Where to put it; what is there is replaced.", completion: .file())
    var file: String

    /// A letter that was fetched.
    struct Line: Encodable {
        let mandate: String
        let file: String
        let bytes: Int

        /// Keeps the letter, and says so.
        static func keep(_ bytes: [UInt8], of mandate: String, at file: String, asJSON: Bool) throws(Failure) {
            try StateFolder.replace(file, with: bytes)
            if asJSON {
                Console.standardOutput.json(Line(mandate: mandate, file: file, bytes: bytes.count))
            } else {
                Console.standardOutput.line("\(file), \(Quantity.bytes(UInt64(bytes.count)))")
            }
        }
    }

    func run() async throws {
        let bytes = try await options.run { client, call in
            try await client.getLetter(IdentityV1.GetLetterRequest(mandate: mandate), options: call) { chunks in
                try await ReceivedPicture.bytes(of: chunks)
            }
        }
        try Line.keep(bytes, of: mandate, at: file, asJSON: options.global.json)
    }
}
