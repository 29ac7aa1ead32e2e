package import MeshKernel

/// The attempts of one hedged call: when the next one starts, and when the outcome is certain.
package struct HedgePlan: Sendable, Equatable {
    private let policy: HedgePolicy

    /// Attempts started.
    package private(set) var started = 1
    /// Attempts that have neither been answered nor failed.
    package private(set) var open = 1
    /// When another attempt starts unless an answer comes before; nil when none will.
    package private(set) var next: MonotonicTime?

    /// What a failed attempt means.
    package enum Step: Sendable, Equatable {
        /// The others decide, or the next one that starts.
        case wait
        /// Another attempt starts now.
        case start
        /// The failure is the call's.
        case fail
    }

    /// A call whose first attempt starts now.
    package init(_ policy: HedgePolicy, now: MonotonicTime) {
        self.policy = policy
        next = now.advanced(by: .milliseconds(policy.delayMilliseconds))
    }

    /// Time has come to `now`: whether another attempt starts. Without leave of the throttle there are no more.
    package mutating func isDue(now: MonotonicTime, throttle: RetryThrottle) -> Bool {
        guard let due = next, due <= now else { return false }
        guard throttle.allows else {
            next = nil
            return false
        }
        start(now: now)
        return true
    }

    /// An attempt has failed at `now`.
    package mutating func failed(
        _ code: RPCError.Code, _ pushback: Pushback, now: MonotonicTime, throttle: inout RetryThrottle
    ) -> Step {
        open -= 1
        guard policy.nonFatalCodes.contains(code) else { return .fail }
        throttle.failed()
        if !throttle.allows { next = nil }
        switch pushback {
        case .never: next = nil
        case .after(let nanoseconds):
            if next != nil { next = now.advanced(by: .nanoseconds(nanoseconds)) }
        case .silent:
            if next != nil {
                start(now: now)
                return .start
            }
        }
        return open == 0 && next == nil ? .fail : .wait
    }

    private mutating func start(now: MonotonicTime) {
        started += 1
        open += 1
        next = started < policy.attemptsMax ? now.advanced(by: .milliseconds(policy.delayMilliseconds)) : nil
    }
}
