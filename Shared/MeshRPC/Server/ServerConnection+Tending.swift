import MeshKernel
import MeshTLS

/// What the clock asks of a connection.
extension ServerConnection {
    /// Ends what stalls, is idle or has grown too old. Called now and then.
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
        switch life.look(now: now, isBusy: streams.count > 0, bytesIn: counters.bytesIn) {
        case .live: break
        case .leave(let reason): drain(reason)
        case .cut: abandonCalls(.unavailable("the connection is old, and the time for its calls is over"))
        }
    }

    /// The times of `limits` hold from here on; what has begun to count begins again.
    func apply(_ limits: ServerLimits) {
        frameStall = limits.stallWatch
        recordStall = limits.stallWatch
        strikes = limits.pingStrikes
        // One that leaves already does so as it was told.
        if !isDraining { life = limits.life(openedAt: opened, jitter: jitter) }
    }
}
