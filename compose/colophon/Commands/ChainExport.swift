import ArgumentParser
import MeshAPI

/// Seals a project's chain, unless nothing came since, and fetches the whole of it.
struct ChainExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Seal a project's chain and fetch the whole of it as one bundle.",
        discussion: "Check it with `colophon verify CHAIN.zip FILE...`.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Folder for the bundle, named after the seal's number; default: STATE/bundles.")
    var output: String?

    @Argument(help: "Title or id of the project.")
    var project: String

    private struct Line: Encodable {
        let project: String
        let bundle: String
        let bytes: Int
    }

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        let id = try await calls.project(named: project).id
        let folder = output ?? global.folder.bundles
        try StateFolder.makeFolder(folder)
        let (name, bytes) = try await calls.chain(of: id)
        let path = folder + "/" + name
        try StateFolder.replace(path, with: bytes)
        if global.json {
            Console.standardOutput.json(Line(project: id, bundle: path, bytes: bytes.count))
        } else {
            Console.standardOutput.line("exported \(path), \(Quantity.bytes(UInt64(bytes.count)))")
        }
    }
}
