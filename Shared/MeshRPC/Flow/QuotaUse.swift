package import MeshKernel

/// What a caller has used of its quota: a bucket of calls that fills steadily, and the calls under way.
package struct QuotaUse: Sendable {
    /// Whether a call may begin.
    package enum Verdict: Sendable, Equatable {
        case granted
        /// Too many calls; so long until the next may come.
        case tooFast(Duration)
        /// Too many calls under way.
        case tooMany
    }

    private let quota: CallQuota
    private let intervalNanoseconds: Int64
    private let burstNanoseconds: Int64
    /// When the bucket will be full again: one number says how full it is (the generic cell rate algorithm).
    private var fullAt: Int64 = .min
    private var inFlight = 0

    /// An unused quota.
    package init(_ quota: CallQuota) {
        self.quota = quota
        let rate = Int64(max(quota.callsPerSecond, 1))
        intervalNanoseconds = 1_000_000_000 / rate
        let burst = quota.burstCalls > 0 ? Int64(quota.burstCalls) : rate
        burstNanoseconds = burst * intervalNanoseconds
    }

    /// A call asks to begin at `now`; counts it when it is granted.
    package mutating func begin(now: MonotonicTime) -> Verdict {
        if quota.inFlightMax > 0, inFlight >= quota.inFlightMax { return .tooMany }
        if quota.callsPerSecond > 0 {
            let after = max(fullAt, now.nanoseconds) + intervalNanoseconds
            let excess = after - now.nanoseconds - burstNanoseconds
            if excess > 0 { return .tooFast(.nanoseconds(excess)) }
            fullAt = after
        }
        inFlight += 1
        return .granted
    }

    /// A granted call is over.
    package mutating func end() { inFlight -= 1 }
}
