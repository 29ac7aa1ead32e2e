import Logging
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit

/// One notify service, in a folder of its own or beside evidence in evidence's.
final class NotifyMesh: Sendable {
    private let authority: TestAuthority
    private let port: Int
    private let probesPort: Int

    /// Makes keys and configuration; nothing runs yet. `settings` are lines of the service's own section. With `evidence` it
    /// follows that one's feed.
    init(settings: [String], beside evidence: LocalMesh? = nil) throws {
        authority = try evidence?.authority ?? TestAuthority(services: ["notify", "operator"])
        _ = try authority.files("notify")
        let ports = try Loopback.freePorts(2)
        port = ports[0]
        probesPort = ports[1]
        let keys = "\(authority.folder.path)/pki"
        let lines =
            [
                "service: notify",
                "replica: \"1\"",
                "environment: development",
                "listen: 127.0.0.1:\(port)",
                "probes: 127.0.0.1:\(probesPort)",
                "tls: { certificate: \(keys)/notify.pem, key: \(keys)/notify.key, trust: [\(keys)/mesh-ca.pem] }",
                "tokens: { development_key: \(keys)/token-dev.pub }",
                "log: { format: human, level: info }",
                "trace: { exporter: none }",
                "store: { path: \(authority.folder.file("notify.sqlite")), master_key: \(keys)/master.key }",
                "base_callers: [operator]",
                "peers: { \(evidence.map { "evidence: [\"127.0.0.1:\($0.port)\"]" } ?? "") }",
                "notify:",
            ] + settings.map { "  " + $0 }
        try WholeFile.replace(authority.folder.file("notify.yaml"), with: lines.joined(separator: "\n") + "\n")
    }

    /// Starts the notify program that was built beside this one and waits until it says that it is ready.
    func start() async throws -> RunningService {
        let process = try ChildProcess(
            BuiltProgram.path("notify"), ["--config", authority.folder.file("notify.yaml")],
            logs: authority.folder.path, name: "notify")
        return try await RunningService(process, probesPort: probesPort)
    }

    /// A client of the service on a loop of its caller's.
    func client(loop: RPCLoop) throws -> RPCClient {
        try RPCClient(
            service: "notify", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: authority.credentials("operator"), loop: loop,
            logger: Logger(label: "client", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// A token with which the service knows `account`, good for five minutes from now; as `authorization` carries it.
    func authorization(account: String) throws -> String {
        let now = SystemTime().wall()
        let token = AccessToken(
            subject: account, kind: "account", audience: ["notify"], issuedAt: now,
            expiresAt: now.advanced(by: AccessToken.lifetimeMax),
            identifier: Hexadecimal.encode(SystemRandom().bytes(16)))
        return try "Bearer " + token.signed(with: SigningKey(path: "\(authority.folder.path)/pki/token-dev.key"))
    }
}
