package import MeshKernel
import Synchronization

/// A clock that stands still until a test moves it; wall and monotonic time move together.
package final class SeededTime: TimeSource {
    private struct Hands {
        var wall: WallTime
        var monotonic: MonotonicTime
    }

    private let hands: Mutex<Hands>

    /// Starts at `start`, by default 2026-01-01T00:00:00Z, with the monotonic clock one second past zero.
    package init(start: WallTime = WallTime(milliseconds: 1_767_225_600_000)) {
        hands = Mutex(Hands(wall: start, monotonic: MonotonicTime(nanoseconds: 1_000_000_000)))
    }

    /// The moment on the wall clock, as far as it has been moved.
    package func wall() -> WallTime {
        hands.withLock { $0.wall }
    }

    /// The moment on the monotonic clock, as far as it has been moved.
    package func monotonic() -> MonotonicTime {
        hands.withLock { $0.monotonic }
    }

    /// Moves both clocks forward by `duration`, which must not be negative.
    package func advance(by duration: Duration) {
        precondition(duration >= .zero, "monotonic time does not run backwards")
        hands.withLock {
            $0.wall = $0.wall.advanced(by: duration)
            $0.monotonic = $0.monotonic.advanced(by: duration)
        }
    }

    /// Sets the wall clock alone, as an administrator or a time server does; it may go backwards.
    package func set(wall: WallTime) {
        hands.withLock { $0.wall = wall }
    }
}
