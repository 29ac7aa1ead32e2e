import DequeModule
import Logging
import MeshKernel
import MeshTLS
import NIOCore
import NIOPosix

extension ClientCore {
    // MARK: - Whom to dial

    /// Somebody wants to call, and nobody may be called.
    func connect() {
        switch phase {
        case .closed: return
        case .asleep: wakeUp()
        case .awake: break
        }
        guard hasAnswer else {
            if let fault = resolutionFault { refuse("\(fault)") }
            return
        }
        guard !replicas.isEmpty else { return refuse("it has no replica") }
        switch configuration.balancing {
        case .pickFirst: tryInTurn()
        case .roundRobin, .leastRequest: dialAll()
        }
    }

    private func wakeUp() {
        phase = .awake
        startSweeping()
        guard target.knownAddresses == nil, case .tls(_, let source, _) = target else { return }
        if resolver == nil {
            resolver = Resolver(source, configuration: configuration, loop: loop) { [weak self] in self?.resolved($0) }
        }
        resolver?.start()
    }

    /// No replica is known: that is all there is to say until the resolver says more.
    private func refuse(_ reason: String) {
        let now = loop.time.monotonic()
        failWaiting(
            .unavailable("cannot reach \(name) (\(reason))"),
            until: now.advanced(by: .milliseconds(Limits.backoffFirstMilliseconds)))
    }

    private func resolved(_ answer: Result<[Endpoint], Resolver.Fault>) {
        guard case .awake = phase else { return }
        switch answer {
        case .failure(let fault):
            logger.warning("the replicas cannot be told; what was known stays", metadata: ["reason": "\(fault)"])
            resolutionFault = fault.description
        case .success(let endpoints) where endpoints.isEmpty:
            logger.warning("no replica was told; what was known stays")
            resolutionFault = "it has no replica"
        case .success(let endpoints):
            resolutionFault = nil
            let addresses = endpoints.map(Replica.Address.endpoint)
            guard addresses != replicas.map(\.address) else { break }
            know(addresses)
            failing = nil
            reconsider()
            if configuration.balancing != .pickFirst { dialAll() }
        }
        if usable.isEmpty, !waiting.isEmpty { connect() }
    }

    // MARK: - Pick-first

    /// Tries one replica after the other until one is well.
    private func tryInTurn() {
        guard untried == nil else { return }
        let now = loop.time.monotonic()
        if usable.isEmpty, let failing, now < failing.until {
            if !waiting.isEmpty { connect(at: failing.until, now: now) }
            return
        }
        failures = []
        untried = Deque(replicas.filter { $0 !== usable.first })
        tryNext()
    }

    private func tryNext() {
        guard untried != nil else { return }
        let now = loop.time.monotonic()
        while let replica = untried?.popFirst() {
            guard !replica.isGone, replica.dialled == nil, replica.ready.isEmpty else { continue }
            // Better no connection at once than to try the broken one again and again beside one that works.
            if !usable.isEmpty, !replica.mayDial(now: now) { continue }
            return dial(replica)
        }
        untried = nil
        refreshUsable()
        startWaiting()
        guard usable.isEmpty, !replicas.contains(where: { $0.dialled != nil || !$0.ready.isEmpty }) else { return }
        let error = RPCError.unavailable("cannot reach \(name) (\(failures.joined(separator: "; ")))")
        logger.debug("cannot connect", metadata: ["failures": "\(failures)"])
        let until = now.advanced(by: .nanoseconds(pause.failed(word: random.next())))
        failWaiting(error, until: until)
        if !waiting.isEmpty { connect(at: until, now: now) }
    }

    private func connect(at moment: MonotonicTime, now: MonotonicTime) {
        wake?.cancel()
        let delay = max(moment.nanoseconds - now.nanoseconds, 0)
        wake = loop.eventLoop.scheduleTask(in: .nanoseconds(delay)) { [weak self] in
            guard let self, case .awake = self.phase else { return }
            self.wake = nil
            if self.usable.isEmpty, !self.waiting.isEmpty { self.connect() }
        }
    }

    // MARK: - All of them

    private func dialAll() {
        let now = loop.time.monotonic()
        for replica in replicas where replica.ready.isEmpty && replica.dialled == nil {
            if replica.mayDial(now: now) { dial(replica) } else { dialLater(replica, now: now) }
        }
    }

    private func dialLater(_ replica: Replica, now: MonotonicTime) {
        guard replica.retry == nil, let moment = replica.notBefore, !replica.isGone, case .awake = phase else { return }
        let delay = max(moment.nanoseconds - now.nanoseconds, 0)
        replica.retry = loop.eventLoop.scheduleTask(in: .nanoseconds(delay)) { [weak self] in
            replica.retry = nil
            guard let self, case .awake = self.phase, !replica.isGone, replica.dialled == nil, replica.ready.isEmpty
            else { return }
            self.dial(replica)
        }
    }

    /// Whether every replica has been tried and none can be reached: those who wait are told.
    private func tellIfUnreachable(now: MonotonicTime) {
        guard usable.isEmpty, replicas.allSatisfy({ $0.ready.isEmpty && $0.failure != nil }) else { return }
        let words = replicas.map { "\($0.name): \($0.failure ?? "")" }.joined(separator: "; ")
        let until = replicas.compactMap(\.notBefore).min() ?? now
        failWaiting(.unavailable("cannot reach \(name) (\(words))"), until: max(until, now))
    }

    // MARK: - One connection

    /// Opens a connection to `replica`, in place of `old` when that is given.
    func dial(_ replica: Replica, replacing old: ClientConnection? = nil) {
        let connection = ClientConnection(core: self, replica: replica, replacing: old)
        replica.dialled = connection
        switch (target, replica.address) {
        case (.inProcess(let servers, let caller), .inProcess(let number)):
            servers[number].join(connection, as: caller, base: configuration.base)
        case (.tls(let service, _, let credentials), .endpoint(let endpoint)):
            connect(connection, to: endpoint, service: service, credentials: credentials)
        case (.inProcess, .endpoint), (.tls, .inProcess): break
        }
    }

    private func connect(
        _ connection: ClientConnection, to endpoint: Endpoint, service: String, credentials: TLSCredentials
    ) {
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
        future.whenSuccess { channel in
            // Given up while it was being made.
            if connection.isClosed { channel.close(promise: nil) }
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

    // MARK: - What became of it

    func established(_ connection: ClientConnection) {
        let replica = connection.replica
        guard replica.dialled === connection else { return connection.close(.closed) }
        replica.dialled = nil
        if case .closed = phase { return connection.close(.closed) }
        guard case .awake = phase, !replica.isGone else { return connection.close(.closed) }
        logger.debug("connected", metadata: ["endpoint": "\(connection.endpoint)"])
        pause.succeeded()
        replica.succeeded()
        let siblings = replica.ready
        replica.ready.insert(connection, at: 0)
        if siblings.isEmpty { watchHealth(of: replica) }
        refreshUsable()
        // Before its predecessor leaves, so that there is always one of the two.
        connection.predecessor?.retire()
        connection.predecessor = nil
        for sibling in siblings { sibling.shareWaiting() }
        foundOut(replica)
        startWaiting()
    }

    /// A replica may be called, or has said that it should not be.
    func foundOut(_ replica: Replica) {
        guard replica.isConnected, untried != nil else { return }
        if isChosenWell { untried = nil } else { tryNext() }
    }

    /// The connection takes no more calls.
    func retired(_ connection: ClientConnection) {
        let replica = connection.replica
        guard let index = replica.ready.firstIndex(where: { $0 === connection }) else { return }
        replica.ready.remove(at: index)
        leaving[ObjectIdentifier(connection)] = connection
        let wasWatching = connection.isWatching
        connection.stopWatching()
        healthIsUnwatched(replica, wasWatching)
        refreshUsable()
        // The others are kept connected whether or not somebody calls.
        if configuration.balancing != .pickFirst, replica.ready.isEmpty, !replica.isGone, case .awake = phase {
            dialAll()
        }
    }

    func closed(_ connection: ClientConnection, _ reason: ConnectionEnd) {
        let replica = connection.replica
        leaving[ObjectIdentifier(connection)] = nil
        let now = loop.time.monotonic()
        if replica.dialled === connection {
            replica.dialled = nil
            if !replica.isGone, case .awake = phase { failedToConnect(replica, connection, reason, now: now) }
        } else if let index = replica.ready.firstIndex(where: { $0 === connection }) {
            replica.ready.remove(at: index)
            lost(replica, connection, reason, now: now)
        }
        finishClosing()
    }

    private func failedToConnect(
        _ replica: Replica, _ connection: ClientConnection, _ reason: ConnectionEnd, now: MonotonicTime
    ) {
        replica.failed(reason.words, now: now, word: random.next())
        resolver?.want()
        if let old = connection.predecessor {
            connection.predecessor = nil
            return old.successorFailed(notBefore: replica.notBefore ?? now, now: now)
        }
        guard replica.ready.isEmpty else { return }
        switch configuration.balancing {
        case .pickFirst:
            failures.append("\(replica.name): \(reason.words)")
            if untried != nil { return tryNext() }
            if usable.isEmpty, !waiting.isEmpty { connect() }
        case .roundRobin, .leastRequest:
            dialLater(replica, now: now)
            tellIfUnreachable(now: now)
        }
    }

    private func lost(_ replica: Replica, _ connection: ClientConnection, _ reason: ConnectionEnd, now: MonotonicTime) {
        if now >= connection.opened.advanced(by: .milliseconds(Limits.connectionLifeMillisecondsMin)) {
            replica.hasLived()
        } else {
            replica.failed(reason.words, now: now, word: random.next())
            // Lost is not unreachable: whoever calls now finds out.
            replica.failure = nil
        }
        healthIsUnwatched(replica, connection.isWatching)
        resolver?.want()
        refreshUsable()
        guard case .awake = phase, replica.ready.isEmpty else { return }
        switch configuration.balancing {
        case .pickFirst:
            if untried != nil { tryNext() }
        case .roundRobin, .leastRequest: dialAll()
        }
    }

    // MARK: - Taking a connection's place

    /// `connection` should leave soon: its successor is made first.
    func replace(_ connection: ClientConnection) {
        let replica = connection.replica
        guard case .awake = phase, !replica.isGone, !connection.isRetired else { return }
        let now = loop.time.monotonic()
        guard replica.mayDial(now: now) else {
            return connection.successorFailed(notBefore: replica.notBefore ?? now, now: now)
        }
        dial(replica, replacing: connection)
    }

    /// `connection` has had no call for its idle time.
    func isIdle(_ connection: ClientConnection, now: MonotonicTime) {
        if connection.replica.ready.count > 1 { return connection.retire() }
        // The only one of its replica is kept while the client is in use.
        guard configuration.idleMilliseconds > 0 else { return }
        let since = MonotonicTime(nanoseconds: now.nanoseconds - configuration.idleMilliseconds * 900_000)
        let isInUse = replicas.contains { $0.ready.contains { $0.wasBusy(after: since) } }
        if !isInUse { sleep() }
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
