import MeshCrypto
import MeshKernel
package import MeshTLS

/// A mesh of one evidence service in a folder of its own, laid out as `colophon up` lays it out, so that the command line
/// tool can be pointed at it. It can be started, killed and started again; the folder goes with it.
package final class LocalMesh: Sendable {
    /// The keys, made by the same functions as `colophon pki init`; its folder is the state folder.
    package let authority: TestAuthority
    /// Where evidence listens, on 127.0.0.1.
    package let port: Int
    /// Where its `/readyz` and `/metrics` are.
    package let probesPort: Int
    /// Where its public pages are.
    package let publicPort: Int
    /// The folder of evidence's store and blobs.
    package let storeFolder: String
    /// Lines added to evidence's own section of the configuration.
    package let settings: [String]
    /// How many seconds calls in flight get after SIGTERM.
    package let drainSeconds: Int

    /// Makes keys and configuration; nothing runs yet. The store may be put elsewhere, e.g. on a small file system.
    package init(storeFolder: String? = nil, settings: [String] = [], drainSeconds: Int = 10) throws {
        authority = try TestAuthority(services: ["evidence", "operator", "gateway"])
        let ports = try Loopback.freePorts(3)
        port = ports[0]
        probesPort = ports[1]
        publicPort = ports[2]
        self.storeFolder = storeFolder ?? authority.folder.file("evidence")
        self.settings = settings
        self.drainSeconds = drainSeconds
        if storeFolder == nil { try FileTree.makeFolder(self.storeFolder) }
        try WholeFile.replace(configurationPath, with: configuration)
        try WholeFile.replace(meshPath, with: meshFile)
    }

    /// The state folder: what `colophon --state` takes.
    package var state: String { authority.folder.path }
    /// The mesh file: what `colophon --mesh` takes.
    package var meshPath: String { authority.folder.file("mesh.yaml") }
    /// Evidence's configuration file.
    package var configurationPath: String { authority.folder.file("evidence.yaml") }
    /// Evidence's store.
    package var storePath: String { "\(storeFolder)/evidence.sqlite" }
    /// The socket of evidence's inspection pages.
    package var inspectionPath: String { authority.folder.file("evidence.sock") }

    /// Starts the evidence program that was built beside this one and waits until it says that it is ready.
    ///
    /// - Parameters:
    ///   - launcher: words before the program, e.g. `nsenter` with its options.
    ///   - environment: added to this process's own.
    package func start(
        launcher: [String] = [], environment: [String: String] = [:]
    ) async throws -> RunningService {
        let words = launcher + [try BuiltProgram.path("evidence"), "--config", configurationPath]
        let process = try ChildProcess(
            words[0], Array(words.dropFirst()), environment: environment, logs: state, name: "evidence")
        return try await RunningService(process, probesPort: probesPort)
    }

    /// Runs the command line tool that was built beside this one, on this mesh, to its end.
    package func colophon(_ command: String, _ arguments: String..., launcher: [String] = []) async throws
        -> FinishedProgram
    {
        let words = launcher + [try BuiltProgram.path("colophon"), command] + arguments + ["--state", state]
        return try await FinishedProgram(words, logs: state)
    }

    /// Starts the command line tool on this mesh and does not wait for it.
    package func startColophon(_ command: String, _ arguments: String...) throws -> ChildProcess {
        let name = "colophon-" + Hexadecimal.encode(SystemRandom().bytes(4))
        return try ChildProcess(
            BuiltProgram.path("colophon"), [command] + arguments + ["--state", state], logs: state, name: name)
    }

    /// Credentials of a service of this mesh.
    package func credentials(_ service: String = "operator") throws -> TLSCredentials {
        try authority.credentials(service)
    }

    /// A token with which evidence knows `account` as that of a verified holder, good for five minutes from now; as
    /// `authorization` carries it.
    package func authorization(account: String) throws -> String {
        let now = SystemTime().wall()
        let token = AccessToken(
            subject: account, kind: "verified_account", audience: ["evidence"], issuedAt: now,
            expiresAt: now.advanced(by: AccessToken.lifetimeMax),
            identifier: Hexadecimal.encode(SystemRandom().bytes(16)))
        return try "Bearer " + token.signed(with: SigningKey(path: "\(state)/pki/token-dev.key"))
    }

    private var configuration: String {
        let keys = "\(state)/pki"
        let lines =
            [
                "service: evidence",
                "replica: \"1\"",
                "environment: development",
                "listen: 127.0.0.1:\(port)",
                "probes: 127.0.0.1:\(probesPort)",
                "public: 127.0.0.1:\(publicPort)",
                "inspection: \(inspectionPath)",
                "tls: { certificate: \(keys)/evidence.pem, key: \(keys)/evidence.key, trust: [\(keys)/mesh-ca.pem] }",
                "tokens: { development_key: \(keys)/token-dev.pub }",
                "log: { format: human, level: info }",
                "trace: { exporter: none }",
                "store: { path: \(storePath), master_key: \(keys)/master.key }",
                "base_callers: [operator]",
                "drain_seconds: \(drainSeconds)",
                "evidence:",
                "  log_key: \(keys)/log.key",
                "  tsa_certificate: \(keys)/tsa.pem",
                "  tsa_key: \(keys)/tsa.key",
                "  clock: host",
            ] + settings.map { "  " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    private var meshFile: String {
        """
        environment: development
        trust_domain: colophon
        services:
          evidence:
            listen: 127.0.0.1:\(port)
            probes: 127.0.0.1:\(probesPort)
            public: 127.0.0.1:\(publicPort)
            drain_seconds: \(drainSeconds)

        """
    }
}
