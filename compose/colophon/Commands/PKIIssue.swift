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
        let authority = LocalAuthority(folder: folder.keys, trustDomain: trustDomain)
        // Refuses a folder without an authority before anything is made in it.
        _ = try PKIReport.refusing { try authority.rotationPhase() }
        try folder.create()
        try await MeshLock.holding(folder) {
            // A service that `up` started is replica 1.
            let services = RunningServices(in: folder).named(replica == "1" ? service : nil)
            let before = try await services.reloadCounts(of: .certificates)
            try PKIReport.refusing { try authority.issue(service, replica: replica) }
            PKIReport(global).done(
                "issued", files: [service], reloaded: try await services.reload(.certificates, since: before),
                "\(service), replica \(replica): certificate issued.",
                "A service that was started elsewhere takes it up on SIGHUP.")
        }
    }
}
