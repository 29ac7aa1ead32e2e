package import MeshKernel

/// How long a connection may live: until it has been idle for too long or has grown too old, so that clients spread
/// over new servers. Looked at now and then; between two looks it costs nothing.
package struct ConnectionLife: Sendable {
    /// What is to be done with the connection.
    package enum Step: Sendable, Equatable {
        /// Nothing.
        case live
        /// It takes its leave: a GoAway, then the calls under way; the words say why.
        case leave(String)
        /// Its grace is over as well: what is still open is given up.
        case cut
    }

    private let idleNanoseconds: Int64
    private let leaveAt: Int64
    private let graceNanoseconds: Int64
    private var cutAt: Int64 = .max
    private var lastActive: MonotonicTime
    private var lastBytesIn = 0
    private var isLeaving = false

    /// A connection opened now. Zero is for ever, for `idle` and for `age`; `jitter` (0..<1) moves the age by up to a
    /// tenth either way, so that connections opened together do not end together.
    package init(now: MonotonicTime, idle: Duration, age: Duration, grace: Duration, jitter: Double) {
        idleNanoseconds = idle.wholeNanoseconds
        graceNanoseconds = grace.wholeNanoseconds
        lastActive = now
        leaveAt = age > .zero ? now.advanced(by: age * (0.9 + 0.2 * jitter)).nanoseconds : .max
    }

    /// What is to be done at `now`, with streams open or not and so many bytes received in all.
    package mutating func look(now: MonotonicTime, isBusy: Bool, bytesIn: Int) -> Step {
        if isBusy || bytesIn != lastBytesIn {
            lastActive = now
            lastBytesIn = bytesIn
        }
        if now.nanoseconds >= cutAt { return .cut }
        if now.nanoseconds >= leaveAt, cutAt == .max {
            // Its grace begins, also when it leaves already for being idle.
            cutAt = now.nanoseconds + graceNanoseconds
            if !isLeaving {
                isLeaving = true
                return .leave("the connection is old")
            }
        }
        guard !isLeaving else { return .live }
        if idleNanoseconds > 0, now.nanoseconds - lastActive.nanoseconds >= idleNanoseconds {
            isLeaving = true
            return .leave("the connection is idle")
        }
        return .live
    }
}
