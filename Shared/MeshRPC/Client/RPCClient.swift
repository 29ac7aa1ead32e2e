public import Logging
public import MeshKernel
public import MeshTLS

/// Calls one service. Any task may use it; a task that prefers `loop` as its executor saves a hop for every call.
public final class RPCClient: Sendable {
    @usableFromInline let core: ClientCore

    /// A client of `service` over mutual TLS: connects when first used, to the first of `endpoints` that answers, and
    /// again whenever it must. `close()` it in the end, or use `withClient`.
    public init(
        service: String, endpoints: [Endpoint], credentials: TLSCredentials, loop: RPCLoop,
        configuration: ClientConfiguration = ClientConfiguration(), interceptors: [any ClientInterceptor] = [],
        random: any RandomSource = SystemRandom(), logger: Logger
    ) {
        core = ClientCore(
            target: .tls(service: service, endpoints: endpoints, credentials: credentials), loop: loop,
            configuration: configuration, interceptors: interceptors, logger: logger, random: random)
    }

    /// A client of a server in this process, which sees `caller` as its peer. The bytes go through the same frames,
    /// windows and state machines; only TLS and the socket are missing.
    public init(
        inProcess server: RPCServer, as caller: PeerIdentity, loop: RPCLoop,
        configuration: ClientConfiguration = ClientConfiguration(), interceptors: [any ClientInterceptor] = [],
        random: any RandomSource = SystemRandom(), logger: Logger
    ) {
        core = ClientCore(
            target: .inProcess(server, caller: caller), loop: loop, configuration: configuration,
            interceptors: interceptors, logger: logger, random: random)
    }

    /// The loop its connections live on: the best executor for tasks that call much.
    public var loop: RPCLoop { core.loop }

    /// Gives up what is under way and closes the connections. Later calls fail with `unavailable`.
    public func close() async {
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
