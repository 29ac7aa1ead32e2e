public import Logging
public import MeshKernel
public import MeshTLS
import Synchronization

/// Calls one service. Any task may use it; a task that prefers `loop` as its executor saves a hop for every call.
public final class RPCClient: Sendable {
    @usableFromInline let core: ClientCore
    private let isClosed = Atomic<Bool>(false)

    /// A client of `service` over mutual TLS: connects when first used, to the first of `endpoints` that answers unless
    /// the configuration says otherwise, and again whenever it must. `close()` it in the end, or use `withClient`.
    public init(
        service: String, endpoints: [Endpoint], credentials: TLSCredentials, loop: RPCLoop,
        configuration: ClientConfiguration = ClientConfiguration(), interceptors: [any ClientInterceptor] = [],
        random: any RandomSource = SystemRandom(), logger: Logger
    ) {
        core = ClientCore(
            target: .tls(service: service, source: .list(endpoints), credentials: credentials), loop: loop,
            configuration: configuration, interceptors: interceptors, logger: logger, random: random)
    }

    /// The same with replicas that may come and go: `source` is asked when the client is first used, and again and
    /// again as the configuration says.
    public init(
        service: String, source: EndpointSource, credentials: TLSCredentials, loop: RPCLoop,
        configuration: ClientConfiguration = ClientConfiguration(), interceptors: [any ClientInterceptor] = [],
        random: any RandomSource = SystemRandom(), logger: Logger
    ) {
        core = ClientCore(
            target: .tls(service: service, source: source, credentials: credentials), loop: loop,
            configuration: configuration, interceptors: interceptors, logger: logger, random: random)
    }

    /// A client of a server in this process, which sees `caller` as its peer. The bytes go through the same frames,
    /// windows and state machines; only TLS and the socket are missing.
    public convenience init(
        inProcess server: RPCServer, as caller: PeerIdentity, loop: RPCLoop,
        configuration: ClientConfiguration = ClientConfiguration(), interceptors: [any ClientInterceptor] = [],
        random: any RandomSource = SystemRandom(), logger: Logger
    ) {
        self.init(
            inProcess: [server], as: caller, loop: loop, configuration: configuration, interceptors: interceptors,
            random: random, logger: logger)
    }

    /// The same with several servers of one service, its replicas.
    package init(
        inProcess servers: [RPCServer], as caller: PeerIdentity, loop: RPCLoop, configuration: ClientConfiguration,
        interceptors: [any ClientInterceptor] = [], random: any RandomSource = SystemRandom(), logger: Logger
    ) {
        core = ClientCore(
            target: .inProcess(servers, caller: caller), loop: loop, configuration: configuration,
            interceptors: interceptors, logger: logger, random: random)
    }

    /// The loop its connections live on: the best executor for tasks that call much.
    public var loop: RPCLoop { core.loop }

    /// The replicas as they are known now.
    public func replicas() async -> [ReplicaRecord] {
        await core.loop.ask { self.core.records() }
    }

    // A client that nobody holds any more takes its connections with it; they hold the core, not the client.
    deinit {
        guard !isClosed.load(ordering: .relaxed) else { return }
        let core = core
        core.loop.run { core.close(nil) }
    }

    /// Gives up what is under way and closes the connections. Later calls fail with `unavailable`.
    public func close() async {
        isClosed.store(true, ordering: .relaxed)
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            core.loop.run { self.core.close(continuation) }
        }
    }

    /// Runs `body` with this client and closes it afterwards.
    public func withClient<T>(_ body: (RPCClient) async throws -> T) async throws -> T {
        do {
            let result = try await body(self)
            await close()
            return result
        } catch {
            await close()
            throw error
        }
    }
}
