/// One call's attempts so far, and whether there is another.
package struct RetryPlan: Sendable, Equatable {
    /// What follows a failure.
    package enum Decision: Sendable, Equatable {
        /// The same request at once: no server has worked on it.
        case again
        /// Another attempt after a pause.
        case after(nanoseconds: Int64)
        /// The failure is the call's.
        case never
    }

    /// Attempts that a server may have worked on, and that failed.
    package private(set) var failedAttempts = 0
    private var repetitions = 0

    /// A call that has not been made yet.
    package init() {}

    /// Decides after `error`. `policy` is the method's, nil when it has none; `mayRepeat` says whether a second request
    /// does no harm even when a server has worked on the first one; `word` is chance.
    package mutating func decide(
        after error: RPCError, policy: RetryPolicy?, mayRepeat: Bool, throttle: inout RetryThrottle, word: UInt64
    ) -> Decision {
        let isUntouched = Refusal.isBeforeWork(error)
        let pushback = Pushback(error)
        if isUntouched, pushback == .silent, repetitions < Limits.transparentRetriesMax {
            repetitions += 1
            return .again
        }
        guard let policy, policy.codes.contains(error.code) else { return .never }
        failedAttempts += 1
        throttle.failed()
        guard mayRepeat || isUntouched, failedAttempts < policy.attemptsMax, throttle.allows else { return .never }
        switch pushback {
        case .never: return .never
        case .after(let nanoseconds): return .after(nanoseconds: nanoseconds)
        case .silent: break
        }
        return .after(nanoseconds: policy.backoff.nanoseconds(afterFailures: failedAttempts, word: word))
    }
}
