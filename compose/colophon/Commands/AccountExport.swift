import ArgumentParser
import MeshAPI
import MeshRPC

/// Gives out everything that is kept of the account.
struct AccountExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything that is kept of the account, or write it into a folder.",
        discussion: """
            Identity's part is unmasked; in notify's, numbers and e-mail addresses are masked.

            With --into the pictures come too: the folder is made, for you alone, and has \(ExportFolder.listName), one \
            object a line, and a file for each picture, named after the document or mandate that it is of. It is there once \
            all of it is. Without, --json prints one object a line.

            Example: colophon account export --into my-data
            """)

    /// How long all of it may take to come.
    private static let limit = Duration.seconds(600)

    @OptionGroup var options: AccountOptions

    @Option(help: "A folder to make, with the pictures too.", completion: .directory)
    var into: String?

    private struct Line: Encodable {
        let folder: String
        let pictures: Int
        let bytes: UInt64
    }

    func run() async throws {
        // Before the password is asked for, and the export stands in the audit.
        if let into { try ExportFolder.checkAbsent(into) }
        let (calls, signIn, password) = try await options.signedIn()
        let isJSON = options.global.json
        let told = NotifyExport(calls.access)
        let line = try await calls.run(as: signIn) { [into] client, options -> Line? in
            var options = options
            options.timeout = Self.limit
            let request = IdentityV1.ExportSubjectRequest(password: password, pictures: into != nil)
            return try await IdentityV1.PrivacyClient(client).exportSubject(request, options: options) { parts in
                if let into {
                    return try await Self.keep(parts, in: into) { try await told.parts(token: signIn.accessToken) }
                }
                for try await part in parts { Self.print(part, asJSON: isJSON) }
                return nil
            }
        }
        if let line {
            if isJSON {
                Console.standardOutput.json(line)
            } else {
                let pictures =
                    line.pictures == 0 ? "no pictures" : "\(line.pictures) pictures, \(Quantity.bytes(line.bytes))"
                Console.standardOutput.line(
                    "\(Console.standardOutput.paint("exported", .green))  \(line.folder): \(ExportFolder.listName), \(pictures)"
                )
            }
            return
        }
        for part in try await told.parts(token: signIn.accessToken) { Self.print(part, asJSON: isJSON) }
        if !isJSON {
            Console.standardError.line("Pictures come into a folder alone: colophon account export --into FOLDER")
        }
    }

    private static func keep(
        _ parts: ResponseStream<IdentityV1.SubjectExportPart>, in path: String,
        with others: () async throws -> [NotifyV1.SubjectExportPart]
    ) async throws -> Line {
        var folder = try ExportFolder(path)
        do {
            for try await part in parts { try folder.take(part) }
            for part in try await others() { try folder.take(ExportLine(part)) }
            try folder.finish()
        } catch {
            folder.abandon()
            throw error
        }
        return Line(folder: path, pictures: folder.pictures, bytes: folder.bytes)
    }

    private static func print(_ part: NotifyV1.SubjectExportPart, asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(ExportLine(part))
            return
        }
        output.line(part.section)
        for item in part.items { output.line("  \(item.name)  \(PlainText.line(item.value))") }
    }

    private static func print(_ part: IdentityV1.SubjectExportPart, asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(ExportLine(part))
            return
        }
        output.line(part.section)
        for item in part.items { output.line("  \(item.name)  \(item.value)") }
    }
}
