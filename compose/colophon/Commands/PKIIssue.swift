import ArgumentParser
import MeshCrypto

/// Makes or renews one service's certificate.
struct PKIIssue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Make or renew the certificate of a service.")

    @OptionGroup var global: GlobalOptions

    @Option(help: "Trust domain of the mesh.")
    var trustDomain = "colophon"

    @Option(help: "Which replica of the service.")
    var replica = "1"

    @Argument(help: "The service, e.g. evidence.")
    var service: String

    func run() async throws {
        let folder = global.folder
        try PKIReport.refusing {
            try LocalAuthority(folder: folder.keys, trustDomain: trustDomain).issue(service, replica: replica)
        }
        PKIReport(global).done(
            "issued", files: [service], "\(service), replica \(replica): certificate issued.",
            "A running service takes it up on SIGHUP, without dropping a connection.")
    }
}
