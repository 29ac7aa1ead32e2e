internal import Synchronization

/// How many messages of a channel are in providers' hands, and when to look for more.
final class DeliveryWindow: Sendable {
    private struct State {
        var busy = 0
        var mayHaveMore = false
    }

    /// A look for messages; several that nobody has taken become one.
    let looks: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let state = Mutex(State())
    private let most: Int

    /// With room for `most`.
    init(most: Int) {
        self.most = most
        (looks, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// For how many more there is room.
    var room: Int { most - state.withLock { $0.busy } }

    /// There may be work.
    func look() { continuation.yield() }

    /// Whether the last look found as much as there was room for, so that there may be more. Where it did not, what comes
    /// later says so itself, and nobody looks in vain.
    func hasMore(_ mayHaveMore: Bool) { state.withLock { $0.mayHaveMore = mayHaveMore } }

    /// One more is in a provider's hands.
    func begin() { state.withLock { $0.busy += 1 } }

    /// One is out of them, and another may follow.
    func end() {
        let mayHaveMore = state.withLock { state in
            state.busy -= 1
            return state.mayHaveMore
        }
        if mayHaveMore { look() }
    }

    /// Nothing more will come.
    func close() { continuation.finish() }
}
