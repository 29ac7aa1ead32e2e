internal import MeshKernel
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
final class WebhookBreakers: Sendable {
    private let time: any TimeSource
    private let breakers = Mutex<[Identifier: CircuitBreaker]>([:])

    init(time: any TimeSource) {
        self.time = time
    }

    /// Whether a webhook may be called. A yes after a pause is for one call alone.
    func admits(_ webhook: Identifier) -> Bool {
        let now = time.monotonic()
        return breakers.withLock { $0[webhook]?.admits(at: now) ?? true }
    }

    /// How a webhook has done.
    func tell(_ webhook: Identifier, isWell: Bool) {
        let now = time.monotonic()
        breakers.withLock { breakers in
            if isWell {
                breakers[webhook] = nil
            } else if breakers[webhook] != nil || breakers.count < Limits.restingWebhooksMax {
                breakers[webhook, default: CircuitBreaker()].failed(at: now)
            }
        }
    }

    /// A webhook that was to be called was not.
    func withdraw(_ webhook: Identifier) {
        breakers.withLock { $0[webhook]?.withdrawn() }
    }

    /// After how long a webhook can be called.
    func pause(_ webhook: Identifier) -> Duration {
        let now = time.monotonic()
        return breakers.withLock { $0[webhook]?.pause(at: now) ?? .zero }
    }
}
