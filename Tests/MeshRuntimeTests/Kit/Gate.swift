import NIOConcurrencyHelpers
import Synchronization

/// Holds threads until it is opened.
final class Gate: Sendable {
    private let lock = ConditionLock(value: false)

    func wait() {
        lock.lock(whenValue: true)
        lock.unlock()
    }

    func open() {
        lock.lock()
        lock.unlock(withValue: true)
    }
}

/// A number that many threads count in.
final class Tally: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .sequentiallyConsistent) }

    @discardableResult
    func add(_ amount: Int) -> Int { number.wrappingAdd(amount, ordering: .sequentiallyConsistent).newValue }

    func raise(to floor: Int) { number.max(floor, ordering: .sequentiallyConsistent) }
}
