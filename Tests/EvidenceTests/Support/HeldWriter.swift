import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Keeps a store's writer inside a closure until a test has put what it needs behind it.
final class HeldWriter: Sendable {
    private let state = Mutex((isHeld: false, isReleased: false))

    var isHeld: Bool { state.withLock { $0.isHeld } }

    /// Called in the closure: returns when the test says so.
    func hold() {
        state.withLock { $0.isHeld = true }
        while !state.withLock({ $0.isReleased }) { usleep(1_000) }
    }

    func release() { state.withLock { $0.isReleased = true } }
}
