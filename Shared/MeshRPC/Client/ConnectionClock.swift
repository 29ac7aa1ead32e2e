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
    /// Whether it was told to be idle since the last call.
    private var isIdleTold = false

    /// A connection established at `now`. An age and an idle time of 0 are no limit; `chance` (0..<1) moves both by up
    /// to a tenth either way, for what began together need not end together. `busy` is when the one whose place it takes
    /// was last seen with a call.
    package init(
        keepalive: KeepalivePolicy, ageMilliseconds: Int64, idleMilliseconds: Int64, chance: Double,
        now: MonotonicTime, busy: MonotonicTime? = nil
    ) {
        func spread(_ milliseconds: Int64) -> Int64 {
            Int64(Double(milliseconds) * 1_000_000 * (0.9 + 0.2 * chance))
        }
        self.keepalive = keepalive
        idleNanoseconds = spread(idleMilliseconds)
        age = ageMilliseconds > 0 ? now.advanced(by: .nanoseconds(spread(ageMilliseconds))) : nil
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
            isIdleTold = false
        }
        if let pinged, now >= pinged.advanced(by: .milliseconds(keepalive.timeoutMilliseconds)) { return .dead }
        let isIdle = idleNanoseconds > 0 && now >= busy.advanced(by: .nanoseconds(idleNanoseconds))
        // Before its age, for which it would be replaced, and who comes after it likewise, for ever.
        if isIdle, !isIdleTold {
            isIdleTold = true
            return .idle
        }
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
        return isIdle ? .idle : .nothing
    }

    /// The peer lives, as something else has shown.
    package mutating func hear(now: MonotonicTime) {
        heard = now
        pinged = nil
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
        if idleNanoseconds > 0 {
            consider(now.advanced(by: .nanoseconds(max(idleNanoseconds / 4, 1))))
            if !isIdleTold { consider(max(now, busy.advanced(by: .nanoseconds(idleNanoseconds)))) }
        }
        return next
    }
}
