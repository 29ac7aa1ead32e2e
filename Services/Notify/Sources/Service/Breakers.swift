package import MeshKernel
internal import Synchronization

/// The circuit breakers of one channel's providers.
final class Breakers: Sendable {
    private let time: any TimeSource
    private let breakers: Mutex<[CircuitBreaker]>

    /// One for each of `count` providers.
    init(count: Int, time: any TimeSource) {
        self.time = time
        breakers = Mutex(Array(repeating: CircuitBreaker(), count: count))
    }

    /// The provider to ask next, the first choice being `first`: the one after it when that one is left alone now. Nil
    /// when all are.
    func choose(first: Int) -> Int? {
        let now = time.monotonic()
        return breakers.withLock { breakers in
            for step in 0..<breakers.count {
                let place = (first + step) % breakers.count
                if breakers[place].admits(at: now) { return place }
            }
            return nil
        }
    }

    /// How many messages the only provider may be asked to take now, at most `most`; who asks for fewer withdraws.
    func admitted(most: Int) -> Int {
        let now = time.monotonic()
        return breakers.withLock { breakers in
            guard most > 0, breakers.count == 1, breakers[0].admits(at: now) else { return 0 }
            // After a pause one alone goes and decides.
            return breakers[0].isClosed ? most : 1
        }
    }

    /// How a provider has done.
    func tell(_ place: Int, isWell: Bool) {
        let now = time.monotonic()
        breakers.withLock { breakers in
            isWell ? breakers[place].succeeded() : breakers[place].failed(at: now)
        }
    }

    /// A provider that was chosen was not asked.
    func withdraw(_ place: Int) {
        breakers.withLock { $0[place].withdrawn() }
    }

    /// After how long one of them can be asked.
    var pause: Duration {
        let now = time.monotonic()
        return breakers.withLock { breakers in breakers.map { $0.pause(at: now) }.min() ?? .zero }
    }
}

/// The circuit breakers of webhooks: each is another's machine. Only those that fail are remembered.
package final class WebhookBreakers: Sendable {
    private struct State {
        var breakers: [Identifier: (breaker: CircuitBreaker, failedAt: MonotonicTime)] = [:]
        var sweptAt: MonotonicTime
    }

    private let time: any TimeSource
    private let state: Mutex<State>

    /// With nobody resting.
    package init(time: any TimeSource) {
        self.time = time
        state = Mutex(State(sweptAt: time.monotonic()))
    }

    /// Whether a webhook may be called. A yes after a pause is for one call alone.
    package func admits(_ webhook: Identifier) -> Bool {
        let now = time.monotonic()
        return state.withLock { $0.breakers[webhook]?.breaker.admits(at: now) ?? true }
    }

    /// How a webhook has done.
    package func tell(_ webhook: Identifier, isWell: Bool) {
        let now = time.monotonic()
        state.withLock { state in
            guard !isWell else {
                state.breakers[webhook] = nil
                return
            }
            Self.sweepIfDue(&state, at: now)
            var known = state.breakers[webhook]?.breaker ?? CircuitBreaker()
            guard state.breakers[webhook] != nil || state.breakers.count < Limits.restingWebhooksMax else { return }
            known.failed(at: now)
            state.breakers[webhook] = (known, now)
        }
    }

    /// A webhook that was to be called was not.
    func withdraw(_ webhook: Identifier) {
        state.withLock { $0.breakers[webhook]?.breaker.withdrawn() }
    }

    /// After how long a webhook can be called.
    func pause(_ webhook: Identifier) -> Duration {
        let now = time.monotonic()
        return state.withLock { $0.breakers[webhook]?.breaker.pause(at: now) ?? .zero }
    }

    /// Webhooks that are remembered.
    package var count: Int { state.withLock { $0.breakers.count } }

    /// Forgets those that were not called for long, as ones that were deleted never are again: at most once in that time.
    private static func sweepIfDue(_ state: inout State, at now: MonotonicTime) {
        let long = Duration.seconds(Limits.restingWebhookSeconds)
        guard now.since(state.sweptAt) >= long else { return }
        state.sweptAt = now
        state.breakers = state.breakers.filter { now.since($0.value.failedAt) < long }
    }
}
