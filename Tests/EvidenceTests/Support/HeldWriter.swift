import Dispatch
import MeshStore
import MeshTestKit

/// Holds a store's writer inside a transaction: what others want to write waits, and nothing is committed until it is
/// let go. Readers are not held.
final class HeldWriter: Sendable {
    private let gate: DispatchSemaphore
    private let holding: Task<Void, any Error>

    /// Holds the writer of `store` on return.
    init(_ store: Store) async throws {
        let gate = DispatchSemaphore(value: 0)
        let (entered, isEntered) = AsyncStream.makeStream(of: Void.self)
        holding = Task {
            defer { isEntered.finish() }
            try await store.write { _ in
                isEntered.finish()
                gate.wait()
            }
        }
        self.gate = gate
        for await _ in entered {}
    }

    /// Lets go of it, and returns when the transaction is over.
    func release() async throws {
        gate.signal()
        try await holding.value
    }

    // A test that failed must not keep its store from closing.
    deinit { gate.signal() }
}
