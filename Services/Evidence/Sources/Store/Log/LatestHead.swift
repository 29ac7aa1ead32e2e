internal import Synchronization

/// The newest committed head of the log, for those who follow it without being waited for.
package final class LatestHead: Sendable {
    private struct State {
        var head: LogHead?
        var next: UInt64 = 0
        var followers: [UInt64: AsyncStream<LogHead>.Continuation] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// The newest; nil before the first.
    package var head: LogHead? { state.withLock { $0.head } }

    /// Tells everybody; a head that is not larger than the last one is nothing new.
    package func publish(_ head: LogHead) {
        let followers: [AsyncStream<LogHead>.Continuation] = state.withLock { state in
            if let known = state.head, known.size >= head.size { return [] }
            state.head = head
            return Array(state.followers.values)
        }
        for follower in followers { follower.yield(head) }
    }

    /// The newest head at once, if there is one, and then each newer one; who is slow misses those between.
    package func changes() -> AsyncStream<LogHead> {
        let (stream, continuation) = AsyncStream.makeStream(of: LogHead.self, bufferingPolicy: .bufferingNewest(1))
        let (number, head) = state.withLock { state in
            state.next += 1
            state.followers[state.next] = continuation
            return (state.next, state.head)
        }
        if let head { continuation.yield(head) }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.followers.removeValue(forKey: number) }
        }
        return stream
    }
}
