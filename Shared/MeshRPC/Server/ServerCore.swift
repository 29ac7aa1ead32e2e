import Logging
import MeshKernel
import Synchronization

/// What all connections of one server share: set once, read everywhere.
final class ServerCore: Sendable {
    let methods: MethodTable
    let interceptors: [any ServerInterceptor]
    /// How many of them stand before the check of the calling service.
    let observers: Int
    let configuration: ServerConfiguration
    let policy: PolicyBook
    let logger: Logger
    /// Calls in flight on all loops, as the load told to callers.
    let inFlight = Atomic<Int>(0)

    init(
        configuration: ServerConfiguration, services: [any RPCService], interceptors: [any ServerInterceptor],
        logger: Logger
    ) {
        self.configuration = configuration
        policy = PolicyBook(configuration.policy)
        self.logger = logger
        methods = MethodTable(services.flatMap(\.handlers).enumerated().map { MethodEntry($1, number: $0) })
        // Stable: hooks of one stage keep the order they were given in.
        let ordered = interceptors.enumerated().sorted { ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset) }
        self.interceptors = ordered.map(\.element)
        observers = ordered.prefix { $0.element.stage < .access }.count
    }
}
