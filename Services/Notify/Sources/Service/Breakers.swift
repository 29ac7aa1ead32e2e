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
}
