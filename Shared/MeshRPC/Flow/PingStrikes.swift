package import MeshKernel

/// Bounds how often a peer may ask whether we are alive (gRPC's A8): a ping too soon after the last is a strike, and an
/// answer sent in between forgives everything.
package struct PingStrikes: Sendable {
    private let intervalNanoseconds: Int64
    private let strikesMax: Int
    private var strikes = 0
    private var last: (moment: MonotonicTime, answers: Int)?

    /// Pings at least `interval` apart are welcome; zero welcomes all. `strikesMax` others are forgiven.
    package init(interval: Duration, strikesMax: Int) {
        intervalNanoseconds = interval.wholeNanoseconds
        self.strikesMax = strikesMax
    }

    /// A ping arrived at `now`, when `answers` frames with payload had been sent in all; false when it is one too many.
    package mutating func ping(now: MonotonicTime, answers: Int) -> Bool {
        defer { last = (now, answers) }
        guard let last, last.answers == answers else {
            strikes = 0
            return true
        }
        guard now.nanoseconds - last.moment.nanoseconds < intervalNanoseconds else { return true }
        strikes += 1
        return strikes <= strikesMax
    }
}
