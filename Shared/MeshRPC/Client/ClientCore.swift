import DequeModule
import Logging
import MeshKernel
import NIOCore
import Synchronization

/// A client's replicas, connections and waiting calls. Used on its loop only, but for what is immutable or locked.
@usableFromInline
final class ClientCore: @unchecked Sendable {
    enum Phase {
        /// Nobody has called for a while, or ever.
        case asleep
        case awake
        case closed
    }

    @usableFromInline let loop: RPCLoop
    let configuration: ClientConfiguration
    let interceptors: [any ClientInterceptor]
    let logger: Logger
    let target: ClientTarget
    /// What is called, for messages: the service dialled.
    let name: String
    /// Nil without any, which is a shorter way than to look.
    let policies: MethodPolicies?
    /// Whether every outcome counts for something.
    let isKeepingScore: Bool
    let throttle: Mutex<RetryThrottle>

    var phase = Phase.asleep
    /// What the resolver has told, in its order.
    var replicas: [Replica] = []
    /// Those that the balancer may choose from.
    var usable: [Replica] = []
    /// Pick-first: whether the one chosen wants to be called.
    var isChosenWell = true
    /// The connection of every call, while there is no choice.
    var current: ClientConnection?
    var balancer: Balancer
    var detector: OutlierDetector?
    let panic: PanicThreshold
    var random: SpanSource
    var waiting: Deque<WaitingCall> = []
    /// No replica can be reached until then, for this reason.
    var failing: (until: MonotonicTime, error: RPCError)?
    /// Connections that finish what they have.
    var leaving: [ObjectIdentifier: ClientConnection] = [:]
    /// Pick-first: those that are left to try, while it tries.
    var untried: Deque<Replica>?
    var failures: [String] = []
    var pause: Backoff
    var resolver: Resolver?
    /// What the resolver has said instead of an answer.
    var resolutionFault: String?
    var hasAnswer = false
    /// How many times as long as configured a connection is silent before it is pinged; doubled when a server
    /// complains.
    var calm: Int64 = 1
    var wake: Scheduled<Void>?
    var sweep: RepeatedTask?
    private var nextReplica: Int32 = 0
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
        name = target.name
        policies = configuration.policies.isEmpty ? nil : configuration.policies
        detector = configuration.outliers.map(OutlierDetector.init)
        isKeepingScore = policies != nil || configuration.outliers != nil
        throttle = Mutex(RetryThrottle(configuration.throttle))
        panic = PanicThreshold(percent: configuration.panicPercent)
        balancer = Balancer(configuration.balancing, word: random.word())
        pause = Backoff(
            BackoffPolicy(
                firstMilliseconds: Limits.backoffFirstMilliseconds, lastMilliseconds: Limits.backoffLastMilliseconds))
        var logger = logger
        logger[metadataKey: "service"] = "\(name)"
        self.logger = logger
        if let addresses = target.knownAddresses { know(addresses) }
    }

    // MARK: - Calls

    /// Sends a unary call whose continuation is set. On the loop.
    @usableFromInline
    func start(_ call: UnaryCall, _ payload: UnsafeRawBufferPointer) {
        guard prepare(call) else { return }
        if let current {
            current.start(call, payload)
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

    /// Gives a call to a connection, or keeps it until there is one.
    func start(_ call: WaitingCall) {
        if case .closed = phase { return call.fail(.unavailable("the client was closed")) }
        if let connection = choose(for: call) {
            switch call {
            case .unary(let call, let payload): payload.withUnsafeBytes { connection.start(call, $0) }
            case .streaming(let call): connection.start(call)
            }
            return
        }
        if let failing, !call.head.waitsForReady, loop.time.monotonic() < failing.until {
            return call.fail(failing.error)
        }
        if waiting.count >= configuration.waitingCallsMax { waiting.removeAll { !$0.isAlive } }
        guard waiting.count < configuration.waitingCallsMax else {
            return call.fail(.resourceExhausted("\(waiting.count) calls wait for \(name) already"))
        }
        waiting.append(call)
        connect()
    }

    /// Calls that waited for a replica, now that there may be one.
    func startWaiting() {
        guard !usable.isEmpty, !waiting.isEmpty else { return }
        let calls = waiting
        waiting = []
        for call in calls where call.isAlive { start(call) }
    }

    /// Nobody can be reached until `moment`: those who wait are told, unless they wait for just that.
    func failWaiting(_ error: RPCError, until moment: MonotonicTime) {
        failing = (moment, error)
        let calls = waiting
        waiting = []
        for call in calls where call.isAlive {
            if call.head.waitsForReady { waiting.append(call) } else { call.fail(error) }
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

    // MARK: - Replicas

    /// These are the replicas from now on. Those that stay keep their connections; those that go finish their calls.
    func know(_ addresses: [Replica.Address]) {
        var known: [Replica.Address: Replica] = [:]
        for replica in replicas { known[replica.address] = replica }
        var seen: Set<Replica.Address> = []
        var next: [Replica] = []
        for address in addresses.prefix(Limits.endpointsMax) where seen.insert(address).inserted {
            if let replica = known[address] {
                next.append(replica)
                continue
            }
            let replica = Replica(id: nextReplica, address: address, isWatched: configuration.healthService != nil)
            nextReplica &+= 1
            detector?.add(replica.id)
            next.append(replica)
        }
        let gone = replicas.filter { !seen.contains($0.address) }
        replicas = next
        hasAnswer = true
        for replica in gone { drop(replica) }
        // Whoever was trying begins again.
        untried = nil
    }

    private func drop(_ replica: Replica) {
        replica.isGone = true
        replica.retry?.cancel()
        replica.retry = nil
        detector?.remove(replica.id)
        // What it still has to do, it does; a connection that is being made is not needed any more.
        for connection in replica.ready { connection.retire() }
        replica.dialled?.close(.closed)
    }

    /// As inspection shows them.
    func records() -> [ReplicaRecord] {
        replicas.map { $0.record(isEjected: detector?.isEjected($0.id) ?? false) }
    }

    /// A number from 0 up to, but not including, 1.
    func chance() -> Double { Double(random.next() >> 11) * 0x1p-53 }

    /// A server says that it is asked too much: its next connections are pinged less.
    func calmDown() {
        calm = min(calm * 2, Limits.keepaliveCalmMax)
    }

    // MARK: - The end

    /// Nobody has called for long: lets every connection go until somebody does.
    func sleep() {
        guard case .awake = phase, waiting.isEmpty else { return }
        phase = .asleep
        stopTimers()
        failing = nil
        untried = nil
        for replica in replicas { for connection in replica.ready { connection.retire() } }
    }

    private func stopTimers() {
        wake?.cancel()
        wake = nil
        sweep?.cancel()
        sweep = nil
        resolver?.stop()
        for replica in replicas {
            replica.retry?.cancel()
            replica.retry = nil
        }
    }

    /// Gives up what is under way and closes every connection.
    func close(_ continuation: UnsafeContinuation<Void, Never>?) {
        let error = RPCError.unavailable("the client was closed")
        phase = .closed
        let calls = waiting
        waiting = []
        for call in calls { call.fail(error) }
        stopTimers()
        if let continuation { whenClosed.append(continuation) }
        let connections = replicas.flatMap { $0.ready + ($0.dialled.map { [$0] } ?? []) } + leaving.values
        for connection in connections { connection.abandonCalls(error) }
        finishClosing()
    }

    func finishClosing() {
        guard case .closed = phase, leaving.isEmpty,
            replicas.allSatisfy({ $0.ready.isEmpty && $0.dialled == nil })
        else { return }
        for waiter in whenClosed { waiter.resume() }
        whenClosed = []
    }
}
