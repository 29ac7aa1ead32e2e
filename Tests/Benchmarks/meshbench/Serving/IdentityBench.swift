import Identity
import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTLS
import MeshTestKit
import NIOCore

/// An identity service with accounts, in a folder of its own: the accounts are made in this process, by the rpcs that
/// people use, and then a process of its own serves them.
struct IdentityBench {
    static let password = "Blue-Harbour-29"

    let authority: TestAuthority
    private let port: Int
    private let probesPort: Int
    private let keys: String

    /// Makes keys and configuration; nothing runs yet.
    init() throws {
        authority = try TestAuthority(services: ["identity", "gateway"])
        keys = authority.local.folder
        let ports = try Loopback.freePorts(2)
        (port, probesPort) = (ports[0], ports[1])
        let lines = [
            "service: identity", "replica: \"1\"", "environment: development", "listen: 127.0.0.1:\(port)",
            "probes: 127.0.0.1:\(probesPort)",
            "tls: { certificate: \(keys)/identity.pem, key: \(keys)/identity.key, trust: [\(keys)/mesh-ca.pem] }",
            "tokens: { keys: [\(keys)/token-identity.pub] }", "log: { format: human, level: warning }",
            "trace: { exporter: none }", "drain_seconds: 1",
            "store: { path: \(authority.folder.file("identity.sqlite")), master_key: \(keys)/master.key }",
            "identity: { token_key: \(keys)/token-identity.key, codes: embedded, reader: none }",
        ]
        try WholeFile.replace(
            authority.folder.file("identity.yaml"), with: Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    static func name(_ number: Int) -> String { "bencher\(number)" }

    /// Makes accounts, and a token of the first.
    func fill(accounts: Int) async throws -> String {
        let (time, random) = (SystemTime(), SystemRandom())
        let logger = Logger(label: "identity", factory: { _ in SwiftLogNoOpLogHandler() })
        let master = try SealingKey(path: "\(keys)/master.key")
        let store = try Store(
            StoreConfiguration(path: authority.folder.file("identity.sqlite"), masterKey: master),
            migrations: IdentityMigrations.all, eventTypes: IdentityEvents.all, time: time, random: random,
            logger: logger)
        let signer = try SigningKey(path: "\(keys)/token-identity.key")
        let passwords = try PasswordHashing(threadCount: System.coreCount, random: random)
        let pictures = OffloadPool(threadCount: 1)
        let inbox = EmbeddedInbox()
        let server = IdentityServer(
            store: store,
            blobs: try Blobs(directory: authority.folder.file("blobs"), key: master, time: time, random: random),
            pictures: pictures, key: try await ServiceKey.of(store), passwords: passwords,
            mint: TokenMint(key: signer, audience: ["identity"], time: time, random: random), delivery: inbox,
            time: time, random: random, notices: .onWire, logger: logger)
        let loops = RPCLoops(threads: 1)
        let tokens = TokenVerifier(keys: [signer.publicKey], audience: "identity", time: time)
        let rpc = RPCServer(
            configuration: ServerConfiguration(),
            services: [AccountsEndpoint(server, tokens: tokens), SessionsEndpoint(server)],
            interceptors: [AccessInterceptor(tokens: tokens, domain: "identity")], loops: loops, logger: logger)
        let client = RPCClient(
            inProcess: rpc, as: PeerIdentity(trustDomain: "colophon", service: "gateway", replica: "1"),
            loop: loops.all[0], logger: logger)
        for number in 0..<accounts {
            let mobile = "\(13_800_000_000 + number)"
            let accountsClient = IdentityV1.AccountsClient(client)
            _ = try await accountsClient.requestCode(
                IdentityV1.RequestCodeRequest(purpose: .register, recipient: .mobile(mobile)),
                options: Self.options(source: "\(number)"))
            _ = try await server.sendCodes()
            _ = try await accountsClient.registerAccount(
                IdentityV1.RegisterAccountRequest(
                    accountClass: .individual, userName: Self.name(number), mobile: mobile,
                    code: inbox.letters(to: mobile).last?.code ?? "", password: Self.password,
                    passwordRepeated: Self.password, acceptsTerms: true), options: Self.options(source: "\(number)"))
        }
        let session = try await Self.logIn(IdentityV1.SessionsClient(client), account: 0)
        await client.close()
        await rpc.drain(grace: .milliseconds(200))
        try await loops.shutdown()
        await passwords.close()
        await pictures.close()
        await store.close()
        return session.accessToken
    }

    /// Starts the process and waits until it says that it is ready.
    func start() async throws -> RunningService {
        let process = try ChildProcess(
            BuiltProgram.path("identity"), ["--config", authority.folder.file("identity.yaml")],
            logs: authority.folder.path, name: "identity")
        return try await RunningService(process, probesPort: probesPort)
    }

    /// A client of that process, as the gateway.
    func client(on loop: RPCLoop) throws -> RPCClient {
        RPCClient(
            service: "identity", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: try authority.credentials("gateway"), loop: loop,
            logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    static func logIn(
        _ sessions: IdentityV1.SessionsClient, account: Int
    ) async throws -> IdentityV1.Session {
        try await sessions.logInWithPassword(
            IdentityV1.LogInWithPasswordRequest(name: name(account), password: password, device: ""),
            options: options(source: "\(account)"))
    }

    static func options(source: String = "", token: String? = nil) -> CallOptions {
        var metadata = Metadata()
        if !source.isEmpty { metadata["client-source"] = source }
        return CallOptions(
            timeout: .seconds(30), metadata: metadata,
            idempotencyKey: token == nil ? Hexadecimal.encode(SystemRandom().bytes(8)) : nil,
            authorization: token.map { "Bearer " + $0 })
    }
}
