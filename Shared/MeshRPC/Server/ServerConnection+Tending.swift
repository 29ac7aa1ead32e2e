import Logging
import MeshKernel
import MeshTLS

/// What the clock asks of a connection.
extension ServerConnection {
    /// Ends what stalls, is idle, is dead or has grown too old. Called now and then.
    func tend(now: MonotonicTime) {
        guard !isClosed, dialect != nil else { return }
        let isFrameStalled = frameStall.look(
            now: now, isInside: isInsideFrame, unitsIn: counters.framesIn, bytesIn: counters.bytesIn)
        if isFrameStalled { return abandon(.deadlineExceeded, "a frame was begun and not finished in time") }
        // The frame parser sees nothing of a record that is not whole.
        if let tls,
            recordStall.look(
                now: now, isInside: tls.isInsideRecord, unitsIn: tls.recordsIn, bytesIn: tls.recordBytesIn)
        {
            return abandon(.deadlineExceeded, "a TLS record was begun and not finished in time")
        }
        let isColophon = dialect == .colophon
        switch life.look(now: now, isBusy: streams.count > 0, bytesIn: counters.bytesIn, mayPing: isColophon) {
        case .live: break
        case .ping: writeControl { $0.writePing(Self.keepaliveProbe, isAnswer: false) }
        case .dead:
            let patience = shard.limits.keepaliveTimeoutMilliseconds
            // Behind what a slow peer has still to read, the ping has not reached it yet.
            guard !isMoving(withinMilliseconds: patience / 2) else { return life.hear(now: now) }
            logger.info("closing: no answer to a ping in \(patience) ms")
            close(.transport("no answer to a ping in \(patience) ms"))
        case .leave(let reason): drain(reason)
        case .cut: abandonCalls(.unavailable("the connection is old, and the time for its calls is over"))
        }
    }

    private static let keepaliveProbe: UInt64 = 0x61_6C_69_76_65

    /// A client without pings is left to the kernel.
    func probeSilentSocket() {
        guard dialect == .base else { return }
        probeSocket(
            afterMilliseconds: shard.limits.keepaliveMilliseconds,
            timeoutMilliseconds: shard.limits.keepaliveTimeoutMilliseconds)
    }

    /// The times of `limits` hold from here on; what has begun to count begins again.
    func apply(_ limits: ServerLimits) {
        frameStall = limits.stallWatch
        recordStall = limits.stallWatch
        strikes = limits.pingStrikes
        // One that leaves already does so as it was told.
        if !isDraining { life = limits.life(openedAt: opened, jitter: jitter) }
        probeSilentSocket()
    }
}
