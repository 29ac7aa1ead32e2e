import ArgumentParser
import MeshKernel
import MeshRPC

/// Seals files: each goes in once, and its proof bundle comes out.
struct Seal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seal files and fetch their proof bundles.",
        discussion: """
            A seal proves that these bytes existed no later than now, in this order, in this project. A command that was \
            interrupted can be repeated: it asks about the same submission instead of sealing twice. The seal is that of the \
            account that has signed in (colophon login); in development, without one, that of this state folder's own.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Title or id of the project; a title that is not there yet is created.")
    var project = "Works"

    @Option(help: "Folder for the bundles, each named after its evidence number; default: STATE/bundles.")
    var output: String?

    @Option(help: "What the files show: conception, draft, revision, final or publication.")
    var stage: StageWord?

    @Flag(help: "Send digests only; the bytes stay here, and the proof says that possession is not shown.")
    var hashOnly = false

    @Option(help: "Use credits of this supplier's packs; default: of the pack that ends first.")
    var supplier = ""

    @Argument(help: "The files.", completion: .file())
    var files: [String]

    private struct Line: Encodable {
        let file: String
        let number: String
        let id: String
        let project: String
        let sha256: String
        let accepted: String
        let timestamp: String
        let logIndex: UInt64
        let bundle: String

        enum CodingKeys: String, CodingKey {
            case file, number, id, project, sha256, accepted, timestamp, bundle
            case logIndex = "log_index"
        }
    }

    func run() async throws {
        let folder = global.folder
        // Everything that can be refused is refused before the first seal.
        let opened = try files.map { path throws(Failure) in try SealedFile(path) }
        let access = try MeshAccess(folder: folder, meshPath: peer.mesh)
        let speaker = try Speaker(access, account: peer.account)
        let service = try access.service("evidence")
        let bundles = output ?? folder.bundles
        try StateFolder.makeFolder(bundles)
        speaker.announce(isSilent: global.json)
        let sealing = Sealing(
            access: access, service: service, speaker: speaker, isSilent: global.json, stage: stage,
            isHashOnly: hashOnly, supplier: supplier)
        try await sealing.prepare(project: project)
        for file in opened {
            let sealed = try await sealing.seal(file)
            let bundle = try await sealing.fetchBundle(of: sealed, into: bundles)
            show(sealed, of: file, bundle: bundle)
        }
    }

    private func show(_ sealed: SealedWork, of file: SealedFile, bundle: String) {
        let output = Console.standardOutput
        if global.json {
            output.json(
                Line(
                    file: file.path, number: sealed.number, id: sealed.id, project: sealed.project,
                    sha256: Hexadecimal.encode(sealed.sha256), accepted: Quantity.moment(sealed.accepted),
                    timestamp: Quantity.moment(sealed.timestamp), logIndex: sealed.logIndex, bundle: bundle))
            return
        }
        output.line("\(output.paint("sealed", .green))   \(file.name), \(Quantity.bytes(file.size))")
        output.line("  number   \(sealed.number)")
        output.line("  time     \(Quantity.moment(sealed.timestamp))")
        output.line("  sha256   \(Hexadecimal.encode(sealed.sha256))")
        output.line("  log      \(sealed.logOrigin), entry \(sealed.logIndex)")
        output.line("  bundle   \(bundle)")
    }
}
