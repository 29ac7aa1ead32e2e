import MeshKernel
import NIOCore

/// A server's connections on one loop. Used on that loop only.
final class ServerShard: @unchecked Sendable {
    let loop: RPCLoop
    private(set) var connections: [ObjectIdentifier: ServerConnection] = [:]
    var log = CallLog()
    var concurrency: ConcurrencyLimit
    private let tendMilliseconds: Int64
    private let shards: Int
    private var tending: RepeatedTask?

    /// One of `shards` that share the work of a server.
    init(loop: RPCLoop, limits: ServerLimits, shards: Int) {
        self.loop = loop
        self.shards = shards
        tendMilliseconds = limits.tendMilliseconds
        concurrency = ConcurrencyLimit(minimum: limits.callsPerLoopMin, maximum: limits.callsPerLoopMax)
    }

    /// Calls that all shards together would let in, as callers are told it; 0 is without limit.
    var callsMax: UInt32 {
        concurrency.limit == .max ? 0 : UInt32(clamping: concurrency.limit * shards)
    }

    func add(_ connection: ServerConnection) {
        connections[ObjectIdentifier(connection)] = connection
        guard tending == nil else { return }
        let pause = TimeAmount.milliseconds(tendMilliseconds)
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

    /// Looks at every connection by the clock.
    func tend() {
        let now = loop.time.monotonic()
        // Some leave while we look.
        for connection in Array(connections.values) { connection.tend(now: now) }
    }
}
