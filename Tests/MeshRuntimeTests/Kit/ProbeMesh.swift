import Logging
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit
import NIOPosix
import Testing

@testable import MeshRuntime
@testable import runtimeprobe

/// The probe service with an authority of its own: in this process, or as a process.
final class ProbeMesh: Sendable {
    let authority: TestAuthority
    let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)
    var folder: TemporaryFolder { authority.folder }

    init() throws {
        authority = try TestAuthority(services: ["evidence", "operator", "gateway", "notify"])
    }

    /// A configuration file's text; `lines` are added at the root, or replace a line with the same key.
    func yaml(_ lines: [String] = [], store: String? = "store.sqlite", probes: Int = 0) -> String {
        let keys = folder.file("pki")
        var all = [
            "service: evidence", "replica: \"1\"", "environment: development", "listen: 127.0.0.1:0",
            "probes: 127.0.0.1:\(probes)", "inspection: \(folder.file("evidence.sock"))",
            "tls: { certificate: \(keys)/evidence.pem, key: \(keys)/evidence.key, trust: [\(keys)/mesh-ca.pem] }",
            "tokens: { development_key: \(keys)/token-dev.pub }",
            "log: { format: json, level: debug, file: \(folder.file("evidence.log")) }", "drain_seconds: 10",
            "evidence: { greeting: hello }",
        ]
        if let store { all.append("store: { path: \(folder.file(store)), master_key: \(keys)/master.key }") }
        for line in lines {
            let key = line.prefix { $0 != ":" } + ":"
            all.removeAll { $0.hasPrefix(key) }
            if !line.hasSuffix(": -") { all.append(line) }
        }
        return all.joined(separator: "\n") + "\n"
    }

    func start(
        _ lines: [String] = [], store: String? = "store.sqlite", time: any TimeSource = SystemTime()
    ) async throws -> ServiceProcess<ProbeService> {
        let configuration: ServiceConfiguration<ProbeService.Configuration> = try ServiceConfiguration(
            yaml: yaml(lines, store: store), file: "probe.yaml", service: "evidence", environment: [:])
        let log = try ServiceLog(configuration.common.log, label: "evidence", time: time)
        return try await ServiceProcess(configuration, log: log, began: time.monotonic(), time: time)
    }

    func client(
        of address: ListenAddress, as caller: String = "operator", interceptors: [any ClientInterceptor] = []
    ) throws -> RPCClient {
        RPCClient(
            service: "evidence", endpoints: [address.endpoint], credentials: try authority.credentials(caller),
            loop: loops.next(), interceptors: interceptors, logger: Self.silence)
    }

    /// An `authorization` value signed with the development key, or with `key`.
    func authorization(
        account: String = "acc_1", kind: String = "account", roles: [String] = [], actor: String? = nil,
        audience: [String] = ["evidence"], age: Duration = .zero, lifetime: Duration = .seconds(300),
        key: SigningKey? = nil, identifier: String? = nil
    ) throws -> String {
        let issued = SystemTime().wall().advanced(by: .zero - age)
        let token = AccessToken(
            subject: account, kind: kind, roles: roles, actor: actor, audience: audience, issuedAt: issued,
            expiresAt: issued.advanced(by: lifetime),
            identifier: identifier ?? Hexadecimal.encode(SystemRandom().bytes(8)))
        return "Bearer "
            + (try token.signed(with: key ?? SigningKey(path: folder.file("pki/token-dev.key"))))
    }

    static let silence = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Logged lines whose message begins with `message`.
    func logged(_ message: String) throws -> [String] {
        try folder.lines("evidence.log").filter { $0.contains("\"message\":\"\(message)") }
    }
}

extension RPCClient {
    /// Calls a method of the probe with a text and returns the texts of the answer.
    func ask(
        _ method: Method<ProbeEndpoint.Question, ProbeEndpoint.Answer>, _ text: String = "",
        authorization: String? = nil, trace: TraceContext? = nil
    ) async throws(RPCError) -> [String] {
        try await unary(
            method, ProbeEndpoint.Question(service: text),
            options: CallOptions(timeout: .seconds(60), authorization: authorization, trace: trace)
        ).services
    }

    /// The error of such a call; nil when it succeeds.
    func refusal(
        _ method: Method<ProbeEndpoint.Question, ProbeEndpoint.Answer>, authorization: String? = nil
    ) async -> RPCError? {
        do {
            _ = try await ask(method, authorization: authorization)
            return nil
        } catch {
            return error
        }
    }
}
