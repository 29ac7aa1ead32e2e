import Synchronization

/// A closure that waits for the writer, and the caller who waits for its answer.
///
/// `@unchecked`: the result is written and read by the writer's thread alone.
class PendingWrite: @unchecked Sendable {
    let cancellation: CancellationFlag
    /// Whether what it wrote can be undone alone when it throws; if not, it throws before it writes.
    let isUndoable: Bool

    init(_ cancellation: CancellationFlag, isUndoable: Bool) {
        self.cancellation = cancellation
        self.isUndoable = isUndoable
    }

    /// Runs the closure; false when it threw.
    func run(_ transaction: Transaction) -> Bool {
        preconditionFailure("abstract")
    }

    /// Answers with what the closure gave, or with `failure` in its place.
    func answer(_ failure: (any Error)?) {
        preconditionFailure("abstract")
    }
}

/// A pending closure with its type.
final class PendingWriteOf<Value: Sendable>: PendingWrite, @unchecked Sendable {
    private let body: @Sendable (Transaction) throws -> Value
    private let continuation: UnsafeContinuation<Value, any Error>
    private var result: Result<Value, any Error> = .failure(StoreError.closed)

    init(
        _ body: @escaping @Sendable (Transaction) throws -> Value, isUndoable: Bool, _ cancellation: CancellationFlag,
        _ continuation: UnsafeContinuation<Value, any Error>
    ) {
        self.body = body
        self.continuation = continuation
        super.init(cancellation, isUndoable: isUndoable)
    }

    override func run(_ transaction: Transaction) -> Bool {
        do {
            result = .success(try body(transaction))
            return true
        } catch {
            result = .failure(error)
            return false
        }
    }

    override func answer(_ failure: (any Error)?) {
        if let failure {
            continuation.resume(throwing: failure)
        } else {
            continuation.resume(with: result)
        }
    }
}

/// Whether a caller has gone. Looked at before its closure runs, never after.
final class CancellationFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() {
        flag.store(true, ordering: .releasing)
    }
}
