import Identity
import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import NIOPosix
import Notify
import ProtobufC
import Synchronization

/// Identity, notify and what evidence tells, as their processes have them: configurations, certificates, TLS sockets,
/// stores. All of it in this process, where a test stops and starts one of them.
final class WiredMesh: Sendable {
    let authority: TestAuthority
    private let ports: [String: Int]
    private let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)
    private let ends = Mutex<[@Sendable () async -> Void]>([])

    private init() throws {
        authority = try TestAuthority(services: ["identity", "notify", "evidence", "operator", "billing"])
        let free = try Loopback.freePorts(3)
        ports = ["identity": free[0], "notify": free[1], "evidence": free[2]]
    }

    /// Runs `body` with a mesh in which nothing runs yet, and takes down what it started.
    static func run<T>(_ body: (WiredMesh) async throws -> T) async throws -> T {
        let mesh = try WiredMesh()
        let result: Result<T, any Error>
        do { result = .success(try await body(mesh)) } catch { result = .failure(error) }
        for end in mesh.ends.withLock({ Array($0.reversed()) }) { await end() }
        return try result.get()
    }

    func startIdentity(
        environment: String = "development", _ settings: String = ""
    ) async throws -> ServiceProcess<IdentityNode> {
        try await start(
            IdentityNode.self, environment: environment,
            [
                "identity: { token_key: \(keys)/token-identity.key, hash_threads: 1\(settings) }",
                "peers: { notify: [\"\(address("notify"))\"], evidence: [\"\(address("evidence"))\"] }",
            ])
    }

    /// With `followsIdentity` it believes no token while identity is away.
    func startNotify(followsIdentity: Bool = false) async throws -> ServiceProcess<NotifyNode> {
        let identity = followsIdentity ? ", identity: [\"\(address("identity"))\"]" : ""
        return try await start(
            NotifyNode.self,
            ["notify: { quiet_hours: never }", "peers: { evidence: [\"\(address("evidence"))\"]\(identity) }"])
    }

    func startEvidence() async throws -> ServiceProcess<EvidenceStandIn> {
        try await start(EvidenceStandIn.self, ["evidence: {}"])
    }

    private var keys: String { authority.local.folder }

    private func address(_ service: String) -> String { "127.0.0.1:\(ports[service] ?? 0)" }

    private func start<Service: MeshService>(
        _ service: Service.Type, environment: String = "development", _ lines: [String]
    ) async throws -> ServiceProcess<Service> {
        let name = Service.name
        let common = [
            "service: \(name)", "replica: \"1\"", "environment: \(environment)", "listen: \"\(address(name))\"",
            "tls: { certificate: \(keys)/\(name).pem, key: \(keys)/\(name).key, trust: [\(keys)/mesh-ca.pem] }",
            "tokens: { keys: [\(keys)/token-identity.pub] }", "drain_seconds: 1",
            "log: { format: human, level: info, file: \(authority.folder.file(name + ".log")) }",
            "store: { path: \(authority.folder.file(name + ".sqlite")), master_key: \(keys)/master.key }",
        ]
        let configuration: ServiceConfiguration<Service.Configuration> = try ServiceConfiguration(
            yaml: (common + lines).joined(separator: "\n") + "\n", file: "\(name).yaml", service: name,
            environment: [:])
        let time = SystemTime()
        let log = try ServiceLog(configuration.common.log, label: name, time: time)
        let process = try await ServiceProcess<Service>(configuration, log: log, began: time.monotonic())
        ends.withLock { $0.append { await process.finish() } }
        return process
    }

    /// A client of one of them that calls as `caller`.
    func client(of service: String, as caller: String = "operator") throws -> RPCClient {
        let client = RPCClient(
            service: service, endpoints: [.tcp(host: "127.0.0.1", port: ports[service] ?? 0)],
            credentials: try authority.credentials(caller), loop: loops.next(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        ends.withLock { $0.append { await client.close() } }
        return client
    }

    /// A call with a key of its own.
    func options(_ token: String? = nil) -> CallOptions {
        CallOptions(
            timeout: .seconds(60), idempotencyKey: Hexadecimal.encode(SystemRandom().bytes(8)),
            authorization: token.map { "Bearer " + $0 })
    }

    /// What has been sent to a number, the newest first.
    func inbox(_ recipient: String) async throws -> [NotifyV1.EmbeddedMessage] {
        try await NotifyV1.MessagesClient(client(of: "notify")).readEmbeddedInbox(
            NotifyV1.ReadEmbeddedInboxRequest(recipient: recipient), options: options()
        ).messages
    }

    /// Asks for a code.
    func requestCode(_ purpose: IdentityV1.CodePurpose = .register, to mobile: String) async throws {
        _ = try await IdentityV1.AccountsClient(client(of: "identity")).requestCode(
            IdentityV1.RequestCodeRequest(purpose: purpose, recipient: .mobile(mobile)), options: options())
    }

    /// Waits for a code and reads it as its recipient would.
    func code(at mobile: String) async throws -> String {
        var found: String?
        try await until {
            found = try await inbox(mobile).first { $0.template == "code" }?.text.firstMatch(of: #/[0-9]{6}/#).map {
                String($0.0)
            }
            return found != nil
        }
        return found ?? ""
    }

    /// Registers somebody with a code that has come.
    func register(_ name: String, mobile: String) async throws -> IdentityV1.Account {
        try await requestCode(to: mobile)
        let code = try await code(at: mobile)
        return try await IdentityV1.AccountsClient(client(of: "identity")).registerAccount(
            IdentityV1.RegisterAccountRequest(
                accountClass: .individual, userName: name, mobile: mobile, code: code,
                password: IdentityRoom.password, passwordRepeated: IdentityRoom.password, acceptsTerms: true),
            options: options())
    }
}

extension ServiceProcess {
    /// Stops it and waits for its end; nothing when it has ended.
    func finish() async {
        stop(because: "the test")
        _ = await ended()
    }
}

/// Tells what evidence tells, and does nothing else.
struct EvidenceStandIn: MeshService {
    struct Configuration: Sendable, Decodable {}

    static let name = "evidence"
    private static let sealed = EventType(name: "evidence.sealed", readers: ["notify"])
    static let eventTypes = [sealed]

    let store: Store
    let erasure = ErasureStandIn()

    init(configuration: Configuration, runtime: RuntimeEnvironment) async throws {
        store = try runtime.requireStore()
    }

    var services: [any RPCService] { [erasure] }

    /// Tells that a work of `account` was sealed.
    func seal(_ number: String, of account: String) async throws {
        let payload = EvidenceV1.EvidenceSealed(
            evidence: "evd_1", number: number, project: "prj_1", account: account,
            timestampAt: .init(seconds: 1_795_406_400)
        ).serialized()
        _ = try await store.write { transaction in
            try transaction.append(Event(type: Self.sealed, aggregate: "evd_1", payload: payload, trace: ""))
        }
    }
}

/// Evidence's part of an erasure: it has something left the first time that it is asked.
final class ErasureStandIn: EvidenceV1.ErasureService {
    private let state = Mutex<[String]>([])

    /// The accounts that it was asked to erase.
    var asked: [String] { state.withLock { $0 } }

    func eraseItem(
        _ request: EvidenceV1.EraseItemRequest, context: ServerContext
    ) async throws -> EvidenceV1.ItemErasure { throw RPCError.unimplemented("nobody asks for it here") }

    func eraseItemOnRequest(
        _ request: EvidenceV1.EraseItemRequest, context: ServerContext
    ) async throws -> EvidenceV1.ItemErasure { throw RPCError.unimplemented("nobody asks for it here") }

    func eraseSubject(
        _ request: EvidenceV1.EraseSubjectRequest, context: ServerContext
    ) async throws -> EvidenceV1.SubjectErasure {
        let times = state.withLock { asked in
            asked.append(request.account)
            return asked.count
        }
        return EvidenceV1.SubjectErasure(state: times == 1 ? .erasing : .erased, entriesLeft: times == 1 ? 1 : 0)
    }
}
