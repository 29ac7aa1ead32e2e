import MeshKernel

/// What the clock asks of a connection.
extension ServerConnection {
    /// Ends what stalls, is idle or has grown too old. Called now and then.
    func tend(now: MonotonicTime) {
        guard !isClosed, dialect != nil else { return }
        let isStalled = stall.look(
            now: now, isInsideFrame: isInsideFrame, framesIn: counters.framesIn, bytesIn: counters.bytesIn)
        if isStalled { return abandon(.deadlineExceeded, "a frame was begun and not finished in time") }
        switch life.look(now: now, isBusy: streams.count > 0, bytesIn: counters.bytesIn) {
        case .live: break
        case .leave(let reason): drain(reason)
        case .cut: abandonCalls(.unavailable("the connection is old, and the time for its calls is over"))
        }
    }
}
