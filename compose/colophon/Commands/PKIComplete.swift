import ArgumentParser
import MeshCrypto

/// Makes what a folder of keys lacks that was made for fewer services.
struct PKIComplete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete",
        abstract: "Make the certificates and keys that a folder made earlier lacks; nothing is replaced.",
        discussion: """
            Certificates of services, and the key with which identity signs access tokens. Keys without which stores or the \
            log cannot be read or gone on with are never made here: a copy of them has to be put back.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "Trust domain of the mesh.")
    var trustDomain = "colophon"

    func run() async throws {
        let folder = global.folder
        let authority = LocalAuthority(folder: folder.keys, trustDomain: trustDomain)
        // Refuses a folder without an authority before anything is made in it.
        _ = try PKIReport.refusing { try authority.rotationPhase() }
        try folder.create()
        try await MeshLock.holding(folder) {
            let made = try PKIReport.refusing { try authority.complete() }
            PKIReport(global).done(
                "completed", files: made,
                made.isEmpty ? "Nothing is missing in \(folder.keys)." : "Made: \(made.joined(separator: ", ")).")
        }
    }
}
