import ArgumentParser
import MeshAPI

/// Fetches a picture of a dossier.
struct StaffPicture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "picture",
        abstract: "Fetch a picture of a dossier that was claimed, into a file for you alone. That it was is kept.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The picture's id.")
    var picture: String

    @Argument(help: "Where to put it; what is there is replaced.", completion: .file())
    var file: String

    private struct Line: Encodable {
        let picture: String
        let file: String
        let bytes: Int
    }

    func run() async throws {
        let bytes = try await StaffDesk(global, peer).run { client, options in
            try await client.getDocument(IdentityV1.GetDocumentRequest(document: picture), options: options) { chunks in
                try await ReceivedPicture.bytes(of: chunks)
            }
        }
        try StateFolder.replace(file, with: bytes)
        if global.json {
            Console.standardOutput.json(Line(picture: picture, file: file, bytes: bytes.count))
        } else {
            Console.standardOutput.line("\(file), \(Quantity.bytes(UInt64(bytes.count)))")
        }
    }
}
