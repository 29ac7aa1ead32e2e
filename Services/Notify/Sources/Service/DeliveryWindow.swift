internal import Synchronization

/// How many messages of a channel are in providers' hands, and when to look for more.
final class DeliveryWindow: Sendable {
    /// A look for messages; several that nobody has taken become one.
    let looks: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let busy = Mutex(0)

    init() {
        (looks, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// For how many more there is room.
    var room: Int { Limits.deliveriesMax - busy.withLock { $0 } }

    /// There may be work.
    func look() { continuation.yield() }

    /// One more is in a provider's hands.
    func begin() { busy.withLock { $0 += 1 } }

    /// One is out of them, and another may follow.
    func end() {
        busy.withLock { $0 -= 1 }
        continuation.yield()
    }

    /// Nothing more will come.
    func close() { continuation.finish() }
}
