import MeshRPC
import Synchronization

/// The beat of one subscription: due at once, and again after each interval.
final class Beat: Sendable {
    private let interval: Duration
    private let isDue = Atomic(true)

    /// Nil for 0, which wants none. Throws INVALID_ARGUMENT for what is out of bounds.
    init?(milliseconds: UInt32) throws(RPCError) {
        guard milliseconds != 0 else { return nil }
        let bounds = Limits.feedBeatMillisecondsMin...Limits.feedBeatMillisecondsMax
        guard bounds.contains(milliseconds) else {
            throw RPCError(.invalidArgument, "no feed beats like that").violating(
                field: "beat_milliseconds", "0, or \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        interval = .milliseconds(Int64(milliseconds))
    }

    /// Whether one is due; it is not any more afterwards.
    func take() -> Bool { isDue.exchange(false, ordering: .relaxed) }

    /// Wakes the subscription whenever one is due, until the task is cancelled.
    func run(_ wake: @Sendable () -> Void) async {
        do {
            while true {
                try await Task.sleep(for: interval)
                isDue.store(true, ordering: .relaxed)
                wake()
            }
        } catch {}
    }
}
