package import Logging
package import MeshKernel
package import MeshRPC
package import MeshStore
package import MeshTLS
import Synchronization

/// What the runtime gives to a service: clocks, chance, log, store, metrics, spans, threads, and clients of its peers.
package final class RuntimeEnvironment: Sendable {
    /// The common part of the configuration.
    package let configuration: CommonConfiguration
    /// The clocks.
    package let time: any TimeSource
    /// Where unpredictable bytes come from.
    package let random: any RandomSource
    /// Makes identifiers from both.
    package let identifiers: IdentifierSource
    /// The service's log.
    package let logger: Logger
    /// The service's store; nil when its configuration names none.
    package let store: Store?
    /// Where the service registers metrics of its own.
    package let metrics: MetricRegistry
    /// Takes spans of its own.
    package let tracer: Tracer
    /// For synchronous work of more than 200 µs.
    package let offload: OffloadPool
    /// Who the end users are.
    package let tokens: TokenVerifier
    /// This replica's certificate and key.
    package let credentials: TLSCredentials
    /// The event loops of the process.
    package let loops: RPCLoops
    /// Whether the service may be sent work, and what it does not do.
    package let readiness: Readiness

    private let clientInterceptors: [any ClientInterceptor]
    private let clients = Mutex<[String: RPCClient]>([:])

    init(
        configuration: CommonConfiguration, time: any TimeSource, random: any RandomSource, logger: Logger,
        store: Store?, metrics: MetricRegistry, tracer: Tracer, offload: OffloadPool, tokens: TokenVerifier,
        credentials: TLSCredentials, loops: RPCLoops, readiness: Readiness,
        clientInterceptors: [any ClientInterceptor]
    ) {
        self.configuration = configuration
        self.time = time
        self.random = random
        identifiers = IdentifierSource(time: time, random: random)
        self.logger = logger
        self.store = store
        self.metrics = metrics
        self.tracer = tracer
        self.offload = offload
        self.tokens = tokens
        self.credentials = credentials
        self.loops = loops
        self.readiness = readiness
        self.clientInterceptors = clientInterceptors
    }

    /// Whether embedded providers and development keys may be used.
    package var isDevelopment: Bool { configuration.environment == .development }

    /// The store of a service that cannot be without one.
    package func requireStore() throws(ConfigurationError) -> Store {
        guard let store else {
            throw .missing(
                file: "configuration", path: "store.path", variable: "COLOPHON_STORE_PATH", lookalike: nil)
        }
        return store
    }

    /// A client of a peer that `peers` of the configuration names, or `clients` with a resolver; one for each, closed
    /// when the process stops. How it calls is what `clients` says.
    package func client(for service: String) throws(ConfigurationError) -> RPCClient {
        let settings = configuration.clients[service]
        let source: EndpointSource
        if let resolver = settings?.resolver {
            source = resolver
        } else if let addresses = configuration.peers[service], !addresses.isEmpty {
            source = .list(addresses.map(\.endpoint))
        } else {
            throw .missing(
                file: "configuration", path: "peers.\(service)",
                variable: "COLOPHON_PEERS_\(service.uppercased())", lookalike: nil)
        }
        return clients.withLock { clients in
            if let known = clients[service] { return known }
            let client = RPCClient(
                service: service, source: source, credentials: credentials, loop: loops.next(),
                configuration: settings?.configuration ?? ClientConfiguration(), interceptors: clientInterceptors,
                random: random, logger: logger)
            clients[service] = client
            return client
        }
    }

    /// A subscriber of a peer's feed that applies its events through this service's store.
    package func subscriber(
        of peer: String, reaction: @escaping FeedSubscriber.Reaction
    ) throws(ConfigurationError) -> FeedSubscriber {
        FeedSubscriber(
            peer: peer, client: try client(for: peer), store: try requireStore(), random: random, logger: logger,
            metrics: metrics, tracer: tracer, reaction: reaction)
    }

    func closeClients() async {
        let all = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in all { await client.close() }
    }
}

extension ListenAddress {
    /// The same place as MeshRPC names it.
    package var endpoint: Endpoint {
        switch self {
        case .tcp(let host, let port): .tcp(host: host, port: port)
        case .unix(let path): .unix(path: path)
        }
    }
}
