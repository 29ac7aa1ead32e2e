package import MeshKernel

/// Keeps a provider that fails from being asked again and again: after some failures in a row it is left alone for a
/// while, then asked once, and only an answer brings it back.
package struct CircuitBreaker: Sendable, Equatable {
    /// Bounds of every breaker.
    package enum Limits {
        /// Failures in a row after which the provider is left alone.
        package static let failuresMax = 5
        /// For how long at first.
        package static let pauseMilliseconds: Int64 = 5_000
        /// For how long at most; each failed probe doubles the pause.
        package static let pauseMillisecondsMax: Int64 = 300_000
        /// A probe that nobody has answered for so long does not keep the next one back.
        package static let probeMilliseconds: Int64 = 60_000
        /// While a probe is under way, how soon it is worth looking what it found.
        package static let probeLookMilliseconds: Int64 = 5_000
    }

    /// How it stands.
    package enum State: Sendable, Equatable {
        /// Everything goes through; so many failures in a row.
        case closed(failures: Int)
        /// Nothing goes through before this moment; `pause` is how long it was.
        case open(until: MonotonicTime, pauseMilliseconds: Int64)
        /// One is under way and decides.
        case probing(since: MonotonicTime, pauseMilliseconds: Int64)
    }

    /// How it stands.
    package private(set) var state: State

    package init() {
        state = .closed(failures: 0)
    }

    /// Whether the provider may be asked at `now`. A yes after a pause is for one alone: whoever gets it tells how it
    /// ended.
    package mutating func admits(at now: MonotonicTime) -> Bool {
        switch state {
        case .closed: return true
        case .open(let until, let pause):
            guard now >= until else { return false }
            state = .probing(since: now, pauseMilliseconds: pause)
            return true
        case .probing(let since, let pause):
            guard now >= since.advanced(by: .milliseconds(Limits.probeMilliseconds)) else { return false }
            state = .probing(since: now, pauseMilliseconds: pause)
            return true
        }
    }

    /// Whether everything goes through.
    package var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// The provider has answered.
    package mutating func succeeded() {
        state = .closed(failures: 0)
    }

    /// The provider has failed at `now`.
    package mutating func failed(at now: MonotonicTime) {
        switch state {
        case .closed(let failures):
            state =
                failures + 1 < Limits.failuresMax
                ? .closed(failures: failures + 1) : Self.open(Limits.pauseMilliseconds, at: now)
        case .probing(_, let pause):
            state = Self.open(min(pause * 2, Limits.pauseMillisecondsMax), at: now)
        // One that was asked before it opened says nothing new.
        case .open: break
        }
    }

    /// The provider was not asked after all: the next one may.
    package mutating func withdrawn() {
        guard case .probing(let since, let pause) = state else { return }
        state = .open(until: since, pauseMilliseconds: pause)
    }

    /// For how long it is not worth asking, seen from `now`; zero while everything goes through.
    package func pause(at now: MonotonicTime) -> Duration {
        switch state {
        case .closed: .zero
        case .open(let until, _): max(.zero, until.since(now))
        case .probing(let since, _):
            min(
                .milliseconds(Limits.probeLookMilliseconds),
                max(.zero, since.advanced(by: .milliseconds(Limits.probeMilliseconds)).since(now)))
        }
    }

    private static func open(_ pause: Int64, at now: MonotonicTime) -> State {
        .open(until: now.advanced(by: .milliseconds(pause)), pauseMilliseconds: pause)
    }
}
