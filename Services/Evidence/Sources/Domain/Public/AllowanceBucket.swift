package import MeshKernel

/// An allowance that fills with time: so much at most, so much each second.
package struct AllowanceBucket: Sendable {
    /// How large it is and how fast it fills.
    package struct Rate: Sendable, Equatable {
        /// What it holds when it is full.
        package let burst: Double
        /// What comes each second.
        package let perSecond: Double

        /// Both above zero.
        package init(burst: Int, perSecond: Int) {
            precondition(burst > 0 && perSecond > 0, "an allowance that never fills refuses everybody")
            self.burst = Double(burst)
            self.perSecond = Double(perSecond)
        }
    }

    private let rate: Rate
    private var left: Double
    private var at: MonotonicTime

    /// A full one.
    package init(_ rate: Rate, now: MonotonicTime) {
        self.rate = rate
        left = rate.burst
        at = now
    }

    /// How long until `amount` can be taken; nil when it can be now. More than the bucket holds is asked for in vain, and
    /// told the time until it is full.
    package mutating func wait(for amount: Int, now: MonotonicTime) -> Duration? {
        let elapsed = max(0, now.since(at).wholeNanoseconds)
        left = min(rate.burst, left + Double(elapsed) / 1e9 * rate.perSecond)
        at = max(at, now)
        let missing = min(Double(amount), rate.burst) - left
        if missing <= 0, Double(amount) <= rate.burst { return nil }
        return .nanoseconds(Int64(max(0, missing) / rate.perSecond * 1e9) + 1)
    }

    /// Takes what `wait` has found to be there.
    package mutating func take(_ amount: Int) {
        left -= Double(amount)
    }
}
