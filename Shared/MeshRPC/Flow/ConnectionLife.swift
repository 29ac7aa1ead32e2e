package import MeshKernel

/// How long a connection may live: until it has been idle for too long, has grown too old, so that clients spread over
/// new servers, or its peer has fallen silent and answers no ping. Looked at now and then; between two looks it costs
/// nothing.
package struct ConnectionLife: Sendable {
    /// What is to be done with the connection.
    package enum Step: Sendable, Equatable {
        /// Nothing.
        case live
        /// It takes its leave: a GoAway, then the calls under way; the words say why.
        case leave(String)
        /// Its grace is over as well: what is still open is given up.
        case cut
        /// Nothing was heard for so long that the peer is asked whether it lives.
        case ping
        /// It has not answered, not even by another byte.
        case dead
    }

    private let idleNanoseconds: Int64
    private let leaveAt: Int64
    private let graceNanoseconds: Int64
    private var cutAt: Int64 = .max
    private var lastActive: MonotonicTime
    private var lastBytesIn = 0
    private var isLeaving = false
    private let silenceNanoseconds: Int64
    private let patienceNanoseconds: Int64
    private var heard: MonotonicTime
    private var pinged: MonotonicTime?
    private var isDoubted = false

    /// A connection opened now. Zero is for ever, for `idle`, `age` and `silence`; `jitter` (0..<1) moves the age by up to
    /// a tenth either way, so that connections opened together do not end together. A peer that has sent nothing for
    /// `silence` is pinged, and has `patience` for its answer.
    package init(
        now: MonotonicTime, idle: Duration, age: Duration, grace: Duration, jitter: Double, silence: Duration = .zero,
        patience: Duration = .zero
    ) {
        silenceNanoseconds = silence.wholeNanoseconds
        patienceNanoseconds = patience.wholeNanoseconds
        heard = now
        idleNanoseconds = idle.wholeNanoseconds
        graceNanoseconds = grace.wholeNanoseconds
        lastActive = now
        leaveAt = age > .zero ? now.advanced(by: age * (0.9 + 0.2 * jitter)).nanoseconds : .max
    }

    /// What is to be done at `now`, with streams open or not and so many bytes received in all. A peer that knows no
    /// pings is never asked.
    package mutating func look(now: MonotonicTime, isBusy: Bool, bytesIn: Int, mayPing: Bool = false) -> Step {
        if bytesIn != lastBytesIn {
            // Somebody who only says that he is there is still idle.
            let isAnswer = pinged != nil && bytesIn - lastBytesIn == Limits.pingFrameBytes
            if !isAnswer { lastActive = now }
            lastBytesIn = bytesIn
            hear(now: now)
        }
        if isBusy { lastActive = now }
        if let pinged, now.nanoseconds - pinged.nanoseconds >= patienceNanoseconds {
            // When it was us who stood still, the answer lies unread: between two looks there is time to read it.
            if isDoubted { return .dead }
            isDoubted = true
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
        if !isLeaving, idleNanoseconds > 0, now.nanoseconds - lastActive.nanoseconds >= idleNanoseconds {
            isLeaving = true
            return .leave("the connection is idle")
        }
        if mayPing, silenceNanoseconds > 0, pinged == nil, now.nanoseconds - heard.nanoseconds >= silenceNanoseconds {
            pinged = now
            return .ping
        }
        return .live
    }

    /// The peer lives, as something else has shown.
    package mutating func hear(now: MonotonicTime) {
        heard = now
        pinged = nil
        isDoubted = false
    }
}
