internal import Synchronization

/// Something that happens once, whoever comes first.
final class Once: Sendable {
    private let hasHappened = Mutex(false)

    /// Whether this is the first call.
    func first() -> Bool {
        hasHappened.withLock { hasHappened in
            defer { hasHappened = true }
            return !hasHappened
        }
    }
}
