package import MeshKernel

/// When a client's connection is pinged, given up, replaced for its age or closed because nobody needs it. It looks at
/// counters from time to time rather than being told of every byte, so that the hot path pays nothing; what it finds is
/// late by at most a quarter of the interval asked for.
package struct ConnectionClock: Sendable, Equatable {
    /// What is to be done now.
    package enum Verdict: Sendable, Equatable {
        case nothing
        /// Send a ping.
        case ping
        /// Nothing was heard, not even an answer to the ping.
        case dead
        /// It has lived long enough.
        case aged
        /// No call for so long.
        case idle
    }

    /// When the connection was last seen with a call.
    package private(set) var busy: MonotonicTime

    private let keepalive: KeepalivePolicy
    private let idleNanoseconds: Int64
    private let age: MonotonicTime?
    private var bytesIn = 0
    private var heard: MonotonicTime
    private var pinged: MonotonicTime?
    private var calls = 0
    private var isAged = false

    /// A connection established at `now`. `ageNanoseconds` and `idleNanoseconds` of 0 are no limit; `busy` is when the
    /// one whose place it takes was last seen with a call.
    package init(
        keepalive: KeepalivePolicy, ageNanoseconds: Int64, idleNanoseconds: Int64, now: MonotonicTime,
        busy: MonotonicTime? = nil
    ) {
        self.keepalive = keepalive
        self.idleNanoseconds = idleNanoseconds
        age = ageNanoseconds > 0 ? now.advanced(by: .nanoseconds(ageNanoseconds)) : nil
        heard = now
        self.busy = busy ?? now
    }

    /// Looks at the connection at `now`: bytes read and calls begun since it was established, calls open now.
    package mutating func look(now: MonotonicTime, bytesIn: Int, callsBegun: Int, callsOpen: Int) -> Verdict {
        if bytesIn != self.bytesIn {
            self.bytesIn = bytesIn
            heard = now
            pinged = nil
        }
        if callsBegun != calls || callsOpen > 0 {
            calls = callsBegun
            busy = now
        }
        if let pinged, now >= pinged.advanced(by: .milliseconds(keepalive.timeoutMilliseconds)) { return .dead }
        if let age, !isAged, now >= age {
            isAged = true
            return .aged
        }
        if keepalive.intervalMilliseconds > 0, pinged == nil, callsOpen > 0 || keepalive.permitsWithoutCalls,
            now >= heard.advanced(by: .milliseconds(keepalive.intervalMilliseconds))
        {
            pinged = now
            return .ping
        }
        if idleNanoseconds > 0, now >= busy.advanced(by: .nanoseconds(idleNanoseconds)) { return .idle }
        return .nothing
    }

    /// When to look again after a look at `now`; nil when there is nothing to look for.
    package func next(now: MonotonicTime) -> MonotonicTime? {
        var next: MonotonicTime?
        func consider(_ moment: MonotonicTime) {
            next = min(next ?? moment, moment)
        }
        if let pinged {
            consider(pinged.advanced(by: .milliseconds(keepalive.timeoutMilliseconds)))
        } else if keepalive.intervalMilliseconds > 0 {
            consider(now.advanced(by: .nanoseconds(keepalive.intervalMilliseconds * 250_000)))
        }
        if let age, !isAged { consider(age) }
        if idleNanoseconds > 0 { consider(now.advanced(by: .nanoseconds(max(idleNanoseconds / 4, 1)))) }
        return next
    }
}
