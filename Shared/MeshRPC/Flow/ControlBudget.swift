package import MeshKernel

/// Bounds the frames that bypass flow control: a full second's worth at once, refilled steadily.
package struct ControlBudget: Sendable {
    private let perSecond: Int64
    private var left: Int64
    private var last: MonotonicTime

    /// A full budget of `perSecond` frames.
    package init(perSecond: Int, now: MonotonicTime) {
        self.perSecond = Int64(perSecond)
        left = Int64(perSecond)
        last = now
    }

    /// One more frame arrived at `now`; false when the peer floods us.
    package mutating func spend(now: MonotonicTime) -> Bool {
        if left > 0 {
            left -= 1
            return true
        }
        // Refilled only when empty: the usual frame costs no arithmetic.
        let elapsed = min(max(now.nanoseconds - last.nanoseconds, 0), 1_000_000_000)
        let earned = elapsed * perSecond / 1_000_000_000
        guard earned > 0 else { return false }
        last = now
        left = earned - 1
        return true
    }
}
