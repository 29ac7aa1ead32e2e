public import Logging
public import MeshKernel
import MeshTLS
public import NIOCore
import NIOPosix
import Synchronization

/// Offers services: listens, admits peers by their certificates, runs handlers on its loops.
public final class RPCServer: Sendable {
    /// What is offered, health and reflection included.
    public let services: [ServiceDescriptor]
    /// The state that `Health` tells; a server that has started serves until it drains.
    public let health: HealthState

    let core: ServerCore
    private let loops: RPCLoops
    private let shards: [ServerShard]
    /// Nil from the drain on.
    private let listeners = Mutex<[any Channel]?>([])
    private let time: any TimeSource

    /// A server of `services` with `interceptors` in their stages' order. Health and reflection are added.
    public init(
        configuration: ServerConfiguration, services: [any RPCService], interceptors: [any ServerInterceptor] = [],
        loops: RPCLoops, time: any TimeSource = SystemTime(), logger: Logger
    ) {
        self.loops = loops
        self.time = time
        let count = loops.all.count
        shards = loops.all.map { ServerShard(loop: $0, limits: configuration.limits, shards: count) }
        let descriptors = services.map { type(of: $0).serviceDescriptor }
        health = HealthState(services: descriptors.map(\.fullName))
        let builtIn: [any RPCService] = [
            HealthEndpoint(health),
            ReflectionEndpoint(
                descriptors + [MeshV1.HealthMethods.service, MeshV1.ReflectionMethods.service]),
        ]
        self.services = descriptors + [MeshV1.HealthMethods.service, MeshV1.ReflectionMethods.service]
        core = ServerCore(
            configuration: configuration, services: services + builtIn, interceptors: interceptors, logger: logger)
    }

    // MARK: - Listening

    /// Listens on `host` and `port`, or on a free port when that is 0. Returns where it listens.
    @discardableResult
    public func start(host: String, port: Int) async throws -> SocketAddress {
        try await listen { try await $0.bind(host: host, port: port).get() }
    }

    /// Listens on a Unix domain socket; a dead one in its place is removed. TLS is spoken here as well.
    @discardableResult
    public func start(unix path: String) async throws -> SocketAddress {
        try await listen {
            try await $0.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        }
    }

    private func listen(
        _ bind: (ServerBootstrap) async throws -> any Channel
    ) async throws -> SocketAddress {
        guard let credentials = core.configuration.credentials else {
            throw RPCError.failedPrecondition("a server without credentials cannot listen")
        }
        let bootstrap = ServerBootstrap(group: loops.group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 128 << 10, high: 512 << 10))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.accept(channel, credentials) }
            }
        let channel = try await bind(bootstrap)
        guard let address = channel.localAddress else {
            throw RPCError.internal("the listener has no address")
        }
        // A drain takes the listeners under the same lock: it takes this one, or is seen here.
        let mayServe = listeners.withLock { listeners in
            listeners?.append(channel)
            return listeners != nil
        }
        guard mayServe else {
            try? await channel.close()
            throw RPCError.unavailable("the server is draining")
        }
        return address
    }

    private func accept(_ channel: any Channel, _ credentials: TLSCredentials) throws {
        guard let shard = shards.first(where: { $0.loop.eventLoop === channel.eventLoop }) else {
            throw RPCError.internal("a connection on a loop that is not ours")
        }
        guard shard.connections.count * shards.count < shard.limits.connectionsMax else {
            throw RPCError.resourceExhausted("too many connections")
        }
        let address = channel.remoteAddress.map { "\($0)" } ?? "unknown"
        let connection = ServerConnection(core: core, shard: shard, address: address)
        let tls = TLSHandler.server(
            credentials, protocols: [Dialect.colophon.name, Dialect.base.name], logger: core.logger,
            handshakeTimeout: .milliseconds(shard.limits.handshakeMilliseconds))
        connection.tls = tls
        try channel.pipeline.syncOperations.addHandlers(tls, ConnectionHandler(connection))
    }

    /// Joins a client in this process. On the client's loop.
    func join(_ client: ClientConnection, as caller: PeerIdentity, base: Bool) {
        let shard = shards.first { $0.loop === client.loop } ?? shards[0]
        let dialect: Dialect = base ? .base : .colophon
        let core = core
        shard.loop.later {
            guard !shard.isDraining else {
                client.loop.later {
                    client.failed(.transport("the server is draining"))
                    client.disconnected()
                }
                return
            }
            let server = ServerConnection(core: core, shard: shard, address: "in-process")
            let (clientEnd, serverEnd) = PipeEnd.join(client, server)
            server.attach(.pipe(serverEnd))
            server.established(peer: caller, applicationProtocol: dialect.name)
            client.loop.later {
                client.attach(.pipe(clientEnd))
                client.established(
                    peer: PeerIdentity(trustDomain: caller.trustDomain, service: "in-process", replica: "0"),
                    applicationProtocol: dialect.name)
            }
        }
    }

    // MARK: - Draining

    /// Stops listening, tells every client to go elsewhere, lets calls finish for up to `grace`, then cancels the rest.
    /// Returns when every connection is closed.
    public func drain(grace: Duration) async {
        health.shutDown()
        let channels = listeners.withLock { channels in
            let taken = channels
            channels = nil
            return taken ?? []
        }
        // Once a listener is closed, its loops know every connection that it has let in.
        for channel in channels { try? await channel.close() }
        await withTaskGroup(of: Void.self) { group in
            for shard in shards { group.addTask { await Self.drain(shard, grace: grace) } }
        }
    }

    private static func drain(_ shard: ServerShard, grace: Duration) async {
        let connections = await shard.loop.ask {
            shard.isDraining = true
            let connections = Array(shard.connections.values)
            for connection in connections { connection.drain() }
            shard.loop.eventLoop.scheduleTask(in: .nanoseconds(grace.wholeNanoseconds)) {
                for connection in connections {
                    connection.abandonCalls(.unavailable("the server has drained"))
                }
            }
            return connections
        }
        for connection in connections {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                shard.loop.run { connection.onClose { continuation.resume() } }
            }
        }
    }

    // MARK: - While it runs

    /// Replaces the policy: from the next request on every connection, old ones included.
    public func apply(_ policy: ServerPolicy) {
        core.policy.replace(policy)
    }

    /// Replaces the bounds on every connection, old ones included, as soon as its loop comes to it; but what peers were
    /// told when they connected (streams, windows, message sizes) stays as it was for them.
    public func apply(_ limits: ServerLimits) {
        for shard in shards { shard.loop.run { shard.apply(limits) } }
    }

    /// Looks at every connection by the clock now, as the server does by itself every second.
    package func tend() async {
        for shard in shards { await shard.loop.ask { shard.tend() } }
    }

    // MARK: - Inspection

    /// Every connection that is open now.
    public func connections() async -> [ConnectionRecord] {
        var all: [ConnectionRecord] = []
        for shard in shards {
            all += await shard.loop.ask { shard.connections.values.map(\.record) }
        }
        return all.sorted { $0.opened < $1.opened }
    }

    /// How long a call takes that is slow.
    public static let slowCall = Duration.milliseconds(Limits.slowCallMilliseconds)

    /// Calls in flight, the latest that ended, and the latest slow ones.
    public func calls() async -> (inFlight: [CallRecord], recent: [CallRecord], slow: [CallRecord]) {
        var inFlight: [CallRecord] = []
        var recent: [CallRecord] = []
        var slow: [CallRecord] = []
        for shard in shards {
            let (open, ended) = await shard.loop.ask {
                (shard.connections.values.flatMap(\.callRecords), shard.log.records())
            }
            inFlight += open
            recent += ended.recent
            slow += ended.slow
        }
        return (
            inFlight.sorted { $0.began < $1.began }, recent.sorted { $0.began < $1.began },
            slow.sorted { $0.began < $1.began }
        )
    }
}
