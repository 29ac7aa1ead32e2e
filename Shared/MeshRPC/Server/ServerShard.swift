import MeshKernel
import NIOCore

/// A server's connections on one loop. Used on that loop only.
final class ServerShard: @unchecked Sendable {
    let loop: RPCLoop
    private(set) var connections: [ObjectIdentifier: ServerConnection] = [:]
    var log = CallLog()
    var concurrency: ConcurrencyLimit
    /// What holds from here on.
    private(set) var limits: ServerLimits
    /// What the peers of new connections are told.
    private(set) var settings: Settings
    /// Whether nobody new is let in.
    var isDraining = false
    private let shards: Int
    private var tending: RepeatedTask?

    /// One of `shards` that share the work of a server.
    init(loop: RPCLoop, limits: ServerLimits, shards: Int) {
        self.loop = loop
        self.shards = shards
        self.limits = limits
        settings = limits.settings
        concurrency = ConcurrencyLimit(minimum: limits.callsPerLoopMin, maximum: limits.callsPerLoopMax)
    }

    /// Calls that all shards together would let in, as callers are told it; 0 is without limit.
    var callsMax: UInt32 {
        concurrency.limit == .max ? 0 : UInt32(clamping: concurrency.limit * shards)
    }

    func add(_ connection: ServerConnection) {
        connections[ObjectIdentifier(connection)] = connection
        if tending == nil { startTending() }
    }

    private func startTending() {
        let pause = TimeAmount.milliseconds(limits.tendMilliseconds)
        tending = loop.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { [weak self] _ in
            self?.tend()
        }
    }

    func remove(_ connection: ServerConnection) {
        connections[ObjectIdentifier(connection)] = nil
        guard connections.isEmpty else { return }
        tending?.cancel()
        tending = nil
    }

    /// From here on `limits` hold: times and counts for everybody, what peers were told in their Settings for new
    /// connections only.
    func apply(_ limits: ServerLimits) {
        self.limits = limits
        settings = limits.settings
        concurrency.bound(minimum: limits.callsPerLoopMin, maximum: limits.callsPerLoopMax)
        for connection in connections.values { connection.apply(limits) }
        guard let tending else { return }
        tending.cancel()
        startTending()
    }

    /// Looks at every connection by the clock.
    func tend() {
        let now = loop.time.monotonic()
        // Some leave while we look.
        for connection in Array(connections.values) { connection.tend(now: now) }
    }
}
