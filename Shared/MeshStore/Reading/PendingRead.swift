/// A closure that waits for a reading thread, and the caller who waits for its answer.
class PendingRead: @unchecked Sendable {
    let cancellation: CancellationFlag

    init(_ cancellation: CancellationFlag) {
        self.cancellation = cancellation
    }

    /// Runs the closure and answers; `judge` says what an error of the closure means.
    func run(_ snapshot: Snapshot, judge: (any Error) -> any Error) {
        preconditionFailure("abstract")
    }

    /// Answers without running.
    func refuse(_ error: any Error) {
        preconditionFailure("abstract")
    }
}

/// A pending read with its type.
final class PendingReadOf<Value: Sendable>: PendingRead, @unchecked Sendable {
    private let body: @Sendable (Snapshot) throws -> Value
    private let continuation: UnsafeContinuation<Value, any Error>

    init(
        _ body: @escaping @Sendable (Snapshot) throws -> Value, _ cancellation: CancellationFlag,
        _ continuation: UnsafeContinuation<Value, any Error>
    ) {
        self.body = body
        self.continuation = continuation
        super.init(cancellation)
    }

    override func run(_ snapshot: Snapshot, judge: (any Error) -> any Error) {
        do {
            let value = try body(snapshot)
            continuation.resume(returning: value)
        } catch {
            continuation.resume(throwing: judge(error))
        }
    }

    override func refuse(_ error: any Error) {
        continuation.resume(throwing: error)
    }
}
