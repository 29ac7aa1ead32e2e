import ArgumentParser
import MeshAPI

/// Gives out everything that is kept of the account.
struct AccountExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything that identity and notify keep of the account; or write it into a folder.",
        discussion: """
            Identity's part is unmasked; notify's has numbers and addresses masked. With --into the pictures come too: \
            the folder is made, for you alone, and has \(ExportFolder.listName), one object a line, and a file for each \
            picture, named after the document or mandate that it is of. It is there once all of it is. Without, --json \
            prints one object a line.

            Example: colophon account export --into my-data
            """)

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
        if let into {
            try ExportFolder.checkAbsent(into)
            if !options.global.json { Self.tell(of: ExportFolder.unfinished(beside: into)) }
        }
        let export = SubjectExport(owner: try await options.owner())
        let isJSON = options.global.json
        guard let into else {
            try await export.identity(withPictures: false) { Self.print(ExportLine($0), asJSON: isJSON) }
            try await export.notify { Self.print(ExportLine($0), asJSON: isJSON) }
            if !isJSON {
                Console.standardError.line("Pictures come into a folder alone: colophon account export --into FOLDER")
            }
            return
        }
        let line = try await Interruption.cancelling(leaving: "Nothing of the export was kept.") {
            try await Self.keep(export, in: into)
        }
        guard !isJSON else {
            Console.standardOutput.json(line)
            return
        }
        let pictures = line.pictures == 0 ? "no pictures" : "\(line.pictures) pictures, \(Quantity.bytes(line.bytes))"
        Console.standardOutput.line(
            "\(Console.standardOutput.paint("exported", .green))  \(line.folder): \(ExportFolder.listName), \(pictures)"
        )
    }

    /// Says where something personal lies that a command before has left.
    private static func tell(of unfinished: [String]) {
        for folder in unfinished {
            Console.standardError.line(
                "\(folder) holds personal data of an export that was cut off: remove it, unless one goes on")
        }
    }

    private static func keep(_ export: SubjectExport, in path: String) async throws -> Line {
        let folder = try ExportFolder(path)
        do {
            try await export.identity(withPictures: true) { try await folder.take($0) }
            try await export.notify { try await folder.take(ExportLine($0)) }
            try await folder.finish()
        } catch {
            await folder.abandon()
            throw error
        }
        return Line(folder: folder.path, pictures: await folder.pictures, bytes: await folder.bytes)
    }

    private static func print(_ line: ExportLine, asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(line)
            return
        }
        for line in line.lines { output.line(line) }
    }
}
