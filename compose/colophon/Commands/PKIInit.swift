import ArgumentParser
import MeshCrypto

/// Makes a folder of keys where none is.
struct PKIInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make both authorities, all keys, and the first certificates.")

    @OptionGroup var global: GlobalOptions

    @Option(help: "Trust domain of the mesh, the first part of every identity.")
    var trustDomain = "colophon"

    @Option(help: "Name of the evidence log; it can never change.")
    var origin = LocalAuthority.defaultOrigin

    func run() async throws {
        let folder = global.folder
        try StateFolder.makeFolder(folder.path)
        try PKIReport.refusing {
            try LocalAuthority(folder: folder.keys, trustDomain: trustDomain).initialize(origin: origin)
        }
        PKIReport(global).done(
            "made", files: LocalAuthority.firstServices,
            "Authorities, keys and certificates are in \(folder.keys), readable by their owner only.",
            "Keep a copy of it apart from the stores: without master.key personal data cannot be read, and without log.key "
                + "the log cannot go on.")
    }
}
