import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshTestKit
import NIOPosix
import Notify

/// The whole service as its process has it: configuration, certificates, TLS, store, and the workers of every channel.
struct RunningNotify {
    let messages: NotifyV1.MessagesClient
    let webhooks: NotifyV1.WebhooksClient
    private let signer: SigningKey

    /// Runs `body` with a service whose section says `settings`, lines of YAML; `secret` stands in the file that they may
    /// name as SECRET. It may wait for `silent`, which lets go before it ends.
    static func run(
        settings: [String], secret: String, waitingFor silent: SilentServer,
        _ body: (RunningNotify) async throws -> Void
    ) async throws {
        let authority = try TestAuthority(services: ["notify", "operator"])
        let keys = authority.local.folder
        let secretFile = authority.folder.file("secret")
        try FileBytes.replace(secretFile, Array((secret + "\n").utf8), mode: 0o600)
        let port = try Loopback.freePorts(1)[0]
        let lines =
            [
                "service: notify", "replica: \"1\"", "environment: development", "listen: \"127.0.0.1:\(port)\"",
                "tls: { certificate: \(keys)/notify.pem, key: \(keys)/notify.key, trust: [\(keys)/mesh-ca.pem] }",
                "tokens: { keys: [\(keys)/token-identity.pub] }", "drain_seconds: 1",
                "log: { format: human, level: warning, file: \(authority.folder.file("notify.log")) }",
                "store: { path: \(authority.folder.file("notify.sqlite")), master_key: \(keys)/master.key }", "notify:",
            ] + settings.map { "  " + $0.replacing("SECRET", with: secretFile) }
        let configuration: ServiceConfiguration<NotifyNode.Configuration> = try ServiceConfiguration(
            yaml: lines.joined(separator: "\n") + "\n", file: "notify.yaml", service: "notify", environment: [:])
        let time = SystemTime()
        let log = try ServiceLog(configuration.common.log, label: "notify", time: time)
        let process = try await ServiceProcess<NotifyNode>(configuration, log: log, began: time.monotonic())
        let client = RPCClient(
            service: "notify", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: try authority.credentials("operator"),
            loop: RPCLoops(group: MultiThreadedEventLoopGroup.singleton).next(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let running = RunningNotify(
            messages: NotifyV1.MessagesClient(client), webhooks: NotifyV1.WebhooksClient(client),
            signer: try SigningKey(path: "\(keys)/token-identity.key"))
        let result: Result<Void, any Error>
        do { result = .success(try await body(running)) } catch { result = .failure(error) }
        await silent.letGo()
        await client.close()
        process.stop(because: "the test")
        _ = await process.ended()
        try result.get()
    }

    /// A call of whoever `account` is, or of the tool itself.
    func options(_ account: String? = nil) throws -> CallOptions {
        let now = SystemTime().wall()
        let token = try account.map { account in
            try AccessToken(
                subject: account, kind: "account", audience: ["notify"], issuedAt: now,
                expiresAt: now.advanced(by: .seconds(300)), identifier: "ses_test.t"
            ).signed(with: signer)
        }
        return CallOptions(
            timeout: .seconds(60), idempotencyKey: Hexadecimal.encode(SystemRandom().bytes(8)),
            authorization: token.map { "Bearer " + $0 })
    }

    func message(_ id: String) async throws -> NotifyV1.Message {
        try await messages.getMessage(.init(id: id), options: try options())
    }
}
