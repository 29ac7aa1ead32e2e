internal import Synchronization

/// Calls that watch message centres, by account. A wake-up says only that there is something new; several that nobody has
/// taken become one.
final class Watchers: Sendable {
    private struct State {
        var watchers: [String: [UInt64: AsyncStream<Void>.Continuation]] = [:]
        var count = 0
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// A stream with one wake-up at once and one or more whenever something changes for `account`. Throws
    /// `NotifyError.tooManyWatchers` when more watch than may.
    func watch(_ account: String) throws(NotifyError) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number: UInt64? = state.withLock { state in
            guard state.count < Limits.watchersMax,
                state.watchers[account, default: [:]].count < Limits.watchersPerAccountMax
            else { return nil }
            state.next += 1
            state.count += 1
            state.watchers[account, default: [:]][state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            throw .tooManyWatchers
        }
        continuation.onTermination = { [weak self] _ in self?.leave(account, number) }
        continuation.yield()
        return stream
    }

    /// Something has changed for `account`.
    func wake(_ account: String) {
        // Not under the lock: a stream that ends calls back into it.
        let woken = state.withLock { state in state.watchers[account].map { Array($0.values) } ?? [] }
        for continuation in woken { continuation.yield() }
    }

    /// Nobody watches any more: the service goes down.
    func finish() {
        let ended = state.withLock { state in state.watchers.values.flatMap { $0.values } }
        for continuation in ended { continuation.finish() }
    }

    /// Calls that watch now.
    var count: Int { state.withLock { $0.count } }

    private func leave(_ account: String, _ number: UInt64) {
        state.withLock { state in
            guard state.watchers[account]?.removeValue(forKey: number) != nil else { return }
            state.count -= 1
            if state.watchers[account]?.isEmpty == true { state.watchers[account] = nil }
        }
    }
}
