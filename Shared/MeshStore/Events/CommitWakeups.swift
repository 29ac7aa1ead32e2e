import Synchronization

/// Wakes those who wait for commits. A wake-up says only that there is something new; several become one.
final class CommitWakeups: Sendable {
    private struct Subscriber {
        let topics: CommitTopics
        let continuation: AsyncStream<Void>.Continuation
    }

    private struct State {
        var subscribers: [UInt64: Subscriber] = [:]
        var next: UInt64 = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A stream with one wake-up at once, so that nothing that came before is missed, and one or more after each
    /// commit that bears one of `topics`. It ends when the store closes.
    func subscribe(_ topics: CommitTopics) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        let number: UInt64? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.next += 1
            state.subscribers[state.next] = Subscriber(topics: topics, continuation: continuation)
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.subscribers.removeValue(forKey: number) }
        }
        return stream
    }

    func send(_ topics: CommitTopics) {
        // Not under the lock: a stream that ends calls back into it.
        let woken = state.withLock { Array($0.subscribers.values) }
        for subscriber in woken where !subscriber.topics.isDisjoint(with: topics) { subscriber.continuation.yield() }
    }

    func finish() {
        let ended = state.withLock { state in
            state.isFinished = true
            defer { state.subscribers.removeAll() }
            return Array(state.subscribers.values)
        }
        for subscriber in ended { subscriber.continuation.finish() }
    }
}
