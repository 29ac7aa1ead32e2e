import DequeModule
import Logging
import MeshKernel
import MeshTLS
import NIOCore
import NIOPosix
import ProtobufC

/// A client's connections. Used on its loop only, but for what is immutable.
@usableFromInline
final class ClientCore: @unchecked Sendable {
    private enum State {
        case idle
        case dialling
        case ready(ClientConnection)
        case pausing(until: MonotonicTime, error: RPCError)
        case closed
    }

    @usableFromInline let loop: RPCLoop
    let configuration: ClientConfiguration
    let interceptors: [any ClientInterceptor]
    let logger: Logger
    let target: ClientTarget
    /// What is called, for messages: the service dialled.
    let name: String

    private var state = State.idle
    private var waiting: Deque<WaitingCall> = []
    private var retiring: [ObjectIdentifier: ClientConnection] = [:]
    private var dialled: ClientConnection?
    private var failures: [String] = []
    private var nextEndpoint = 0
    private var pauseMilliseconds = Limits.backoffFirstMilliseconds
    private var random: SpanSource
    private var whenClosed: [UnsafeContinuation<Void, Never>] = []

    init(
        target: ClientTarget, loop: RPCLoop, configuration: ClientConfiguration,
        interceptors: [any ClientInterceptor], logger: Logger, random: any RandomSource
    ) {
        self.target = target
        self.loop = loop
        self.configuration = configuration
        self.interceptors = interceptors.enumerated()
            .sorted { ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset) }.map(\.element)
        self.random = SpanSource(seed: random.word())
        switch target {
        case .tls(let service, _, _): name = service
        case .inProcess(_, _): name = "the server in this process"
        }
        var logger = logger
        logger[metadataKey: "service"] = "\(name)"
        self.logger = logger
    }

    // MARK: - Calls

    /// Sends a unary call whose continuation is set. On the loop.
    @usableFromInline
    func start(_ call: UnaryCall, _ payload: UnsafeRawBufferPointer) {
        guard prepare(call) else { return }
        if case .ready(let connection) = state {
            connection.start(call, payload)
        } else {
            start(.unary(call, Array(payload)))
        }
    }

    /// The same from anywhere.
    @usableFromInline
    func submit(_ call: UnaryCall, _ payload: [UInt8]) {
        loop.run { payload.withUnsafeBytes { self.start(call, $0) } }
    }

    /// Opens a streaming call. On the loop.
    func start(_ call: StreamCall) {
        if let deadline = call.head.deadline, call.timer < 0 {
            let now = loop.time.monotonic()
            guard deadline.moment > now else { return call.deadlineExpired() }
            call.timer = loop.schedule(.streaming(call), due: deadline.moment, now: now)
        }
        start(.streaming(call))
    }

    @inline(__always)
    private func prepare(_ call: UnaryCall) -> Bool {
        call.loop = loop
        if call.isCancelled {
            call.giveUp(.cancelled("the task was cancelled"))
            return false
        }
        if let deadline = call.head.deadline {
            let now = loop.time.monotonic()
            guard deadline.moment > now else {
                call.deadlineExpired()
                return false
            }
            call.timer = loop.schedule(.unary(call), due: deadline.moment, now: now)
        }
        return true
    }

    /// Gives a call to the connection, or keeps it and makes one.
    func start(_ call: WaitingCall) {
        switch state {
        case .ready(let connection):
            switch call {
            case .unary(let call, let payload): payload.withUnsafeBytes { connection.start(call, $0) }
            case .streaming(let call): connection.start(call)
            }
        case .closed: call.fail(.unavailable("the client was closed"))
        case .pausing(let until, let error) where loop.time.monotonic() < until: call.fail(error)
        case .pausing, .idle:
            waiting.append(call)
            dial()
        case .dialling:
            guard waiting.count < configuration.waitingCallsMax else {
                return call.fail(.resourceExhausted("\(waiting.count) calls wait for \(name) already"))
            }
            waiting.append(call)
        }
    }

    /// The caller's task was cancelled.
    @usableFromInline
    func cancel(_ call: UnaryCall) {
        loop.run {
            call.isCancelled = true
            call.giveUp(.cancelled("the task was cancelled"))
        }
    }

    // MARK: - Dialling

    private func dial() {
        state = .dialling
        failures = []
        nextEndpoint = 0
        dialNext()
    }

    private func dialNext() {
        switch target {
        case .inProcess(let server, let caller):
            guard nextEndpoint == 0 else { return pause() }
            nextEndpoint = 1
            let connection = ClientConnection(core: self, endpoint: "in-process")
            dialled = connection
            server.join(connection, as: caller, base: configuration.base)
        case .tls(let service, let endpoints, let credentials):
            guard nextEndpoint < endpoints.count else { return pause() }
            let endpoint = endpoints[nextEndpoint]
            nextEndpoint += 1
            connect(to: endpoint, service: service, credentials: credentials)
        }
    }

    private func connect(to endpoint: Endpoint, service: String, credentials: TLSCredentials) {
        let connection = ClientConnection(core: self, endpoint: endpoint.description)
        dialled = connection
        let protocols = [configuration.base ? Dialect.base.name : Dialect.colophon.name]
        let timeout = Duration.milliseconds(configuration.connectMilliseconds)
        let logger = logger
        let bootstrap = ClientBootstrap(group: loop.eventLoop)
            .connectTimeout(.milliseconds(configuration.connectMilliseconds))
            .channelOption(.socketOption(.tcp_nodelay), value: endpoint.isTCP ? 1 : 0)
            .channelOption(.writeBufferWaterMark, value: .init(low: 128 << 10, high: 512 << 10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler.client(
                            credentials, dialling: service, protocols: protocols, logger: logger,
                            handshakeTimeout: timeout),
                        ConnectionHandler(connection))
                }
            }
        let future =
            switch endpoint {
            case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
            case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
            }
        future.whenFailure { error in
            // The connection hears it as well when its handler was in place; the first report counts.
            connection.failed(.transport(Self.words(error)))
            connection.disconnected()
        }
    }

    private static func words(_ error: any Error) -> String {
        if let error = error as? NIOConnectionError {
            return error.connectionErrors.first.map { words($0.error) } ?? "the host \(error.host) was not found"
        }
        if let error = error as? IOError { return Self.words(errno: error.errnoCode) ?? "\(error)" }
        if let error = error as? ChannelError, case .connectTimeout(let amount) = error {
            return "no answer within \(amount.nanoseconds / 1_000_000) ms"
        }
        return "\(error)"
    }

    private static func words(errno: Int32) -> String? {
        switch errno {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET: "connection reset"
        case EHOSTUNREACH, ENETUNREACH: "no route to the host"
        case ETIMEDOUT: "no answer in time"
        case ENOENT: "no such socket"
        case EACCES: "no permission"
        default: nil
        }
    }

    func established(_ connection: ClientConnection) {
        guard dialled === connection else { return connection.close(.closed) }
        dialled = nil
        if case .closed = state { return connection.close(.closed) }
        logger.debug("connected", metadata: ["endpoint": "\(connection.endpoint)"])
        pauseMilliseconds = Limits.backoffFirstMilliseconds
        state = .ready(connection)
        let calls = waiting
        waiting = []
        for call in calls where call.isAlive { start(call) }
    }

    /// The connection takes no more calls.
    func retired(_ connection: ClientConnection) {
        if case .ready(let current) = state, current === connection {
            state = .idle
            retiring[ObjectIdentifier(connection)] = connection
        }
    }

    func closed(_ connection: ClientConnection, _ reason: ConnectionEnd) {
        retiring[ObjectIdentifier(connection)] = nil
        if dialled === connection {
            dialled = nil
            failures.append("\(connection.endpoint): \(reason.words)")
            if case .dialling = state { dialNext() }
        } else if case .ready(let current) = state, current === connection {
            state = .idle
        }
        if case .closed = state, retiring.isEmpty, dialled == nil {
            for waiter in whenClosed { waiter.resume() }
            whenClosed = []
        }
    }

    /// Every endpoint has refused: those who wait are told, and the next attempt has to wait.
    private func pause() {
        let error = RPCError.unavailable("cannot reach \(name) (\(failures.joined(separator: "; ")))")
        logger.debug("cannot connect", metadata: ["failures": "\(failures)"])
        // Jitter of a fifth keeps clients that failed together from coming back together.
        let jitter = Int64(random.next() % UInt64(max(pauseMilliseconds * 2 / 5, 1))) - pauseMilliseconds / 5
        state = .pausing(
            until: loop.time.monotonic().advanced(by: .milliseconds(pauseMilliseconds + jitter)), error: error)
        pauseMilliseconds = min(pauseMilliseconds * 2, Limits.backoffLastMilliseconds)
        let calls = waiting
        waiting = []
        for call in calls { call.fail(error) }
    }

    // MARK: - The end

    /// Gives up what is under way and closes every connection.
    func close(_ continuation: UnsafeContinuation<Void, Never>) {
        let error = RPCError.unavailable("the client was closed")
        let calls = waiting
        waiting = []
        for call in calls { call.fail(error) }
        var connections = Array(retiring.values)
        if case .ready(let connection) = state { connections.append(connection) }
        if let dialled { connections.append(dialled) }
        state = .closed
        whenClosed.append(continuation)
        for connection in connections { connection.abandonCalls(error) }
        if retiring.isEmpty, dialled == nil {
            for waiter in whenClosed { waiter.resume() }
            whenClosed = []
        }
    }
}

extension Endpoint {
    var isTCP: Bool {
        switch self {
        case .tcp: true
        case .unix: false
        }
    }
}
