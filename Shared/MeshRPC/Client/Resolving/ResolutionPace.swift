package import MeshKernel

/// When to look a service's replicas up: in the beginning, after an interval, and when connections fail, but never
/// sooner than a pause after the last time.
package struct ResolutionPace: Sendable, Equatable {
    private let policy: ResolutionPolicy
    private var began: MonotonicTime?
    private var isAsking = false
    private var isWanted = true

    /// Nothing has been asked yet.
    package init(_ policy: ResolutionPolicy) {
        self.policy = policy
    }

    /// When to ask, or nil while an answer is awaited.
    package var next: MonotonicTime? {
        guard !isAsking else { return nil }
        guard let began else { return MonotonicTime(nanoseconds: .min) }
        let pause = isWanted ? policy.pauseMilliseconds : policy.intervalMilliseconds
        return began.advanced(by: .milliseconds(pause))
    }

    /// Connections fail: what is known may be old.
    package mutating func want() {
        isWanted = true
    }

    /// The question is asked at `now`.
    package mutating func ask(now: MonotonicTime) {
        began = now
        isAsking = true
        isWanted = false
    }

    /// It was answered; without success the next one follows after the pause.
    package mutating func answered(isSuccess: Bool) {
        isAsking = false
        if !isSuccess { isWanted = true }
    }
}
