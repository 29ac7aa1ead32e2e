import GRDBSQLite
import MeshKernel

/// The closures of one transaction. Used by the writer's thread alone.
final class Batch {
    enum Outcome {
        /// On the disk; the time that the commit took.
        case committed(Duration)
        /// Nothing was kept, and the store can go on.
        case failed(StoreError)
        /// Nothing is known to be kept, and the store cannot go on.
        case broken(StoreFailure)
    }

    private let pending: [PendingWrite]
    private let context: StoreContext
    private let longest: Duration
    /// Closures that ran, or were found cancelled, and how each ended.
    private(set) var taken: ArraySlice<PendingWrite> = []
    private var cancelled: Set<Int> = []
    private(set) var rolledBack = 0
    private(set) var topics: CommitTopics = []

    init(_ pending: [PendingWrite], context: StoreContext, longest: Duration) {
        self.pending = pending
        self.context = context
        self.longest = longest
    }

    /// Closures for which this batch had no time.
    var untaken: ArraySlice<PendingWrite> { pending[taken.endIndex...] }

    /// Runs the closures and commits. Called inside the connection's `access`.
    func run(on connection: Connection) -> Outcome {
        do throws(StoreError) {
            _ = try connection.execute("BEGIN IMMEDIATE")
        } catch {
            taken = pending[...]
            return ended(by: error, at: .statement, on: connection)
        }
        FaultPoint.batchBegun.reached()
        do throws(StoreError) {
            try runClosures(on: connection)
        } catch {
            taken = pending[...]
            return ended(by: error, at: .statement, on: connection)
        }
        FaultPoint.batchRun.reached()
        let start = context.time.monotonic()
        do throws(StoreError) {
            _ = try connection.execute("COMMIT")
        } catch {
            return ended(by: .commitFailed(code: error.sqliteCode ?? 0), at: .commit, on: connection)
        }
        let commit = context.time.monotonic().since(start)
        FaultPoint.batchCommitted.reached()
        return .committed(commit)
    }

    private func runClosures(on connection: Connection) throws(StoreError) {
        let start = context.time.monotonic()
        for (index, write) in pending.enumerated() {
            if index > 0 && context.time.monotonic().since(start) > longest { break }
            taken = pending[...index]
            guard !write.cancellation.isSet else {
                cancelled.insert(index)
                continue
            }
            try run(write, on: connection)
        }
    }

    /// A savepoint has SQLite copy every page before it changes. A closure that has the transaction to itself needs none,
    /// nor does one that throws before it writes.
    private func run(_ write: PendingWrite, on connection: Connection) throws(StoreError) {
        let isAlone = pending.count == 1
        let hasSavepoint = !isAlone && write.isUndoable
        if hasSavepoint { _ = try connection.execute("SAVEPOINT closure") }
        let before = connection.totalChanges
        let transaction = Transaction(connection, context)
        let succeeded = write.run(transaction)
        transaction.end()
        // A closure may have swallowed the error that told it. What it and the others wrote is gone nevertheless, and
        // a statement after this one would commit by itself.
        guard transaction.lost == nil, connection.isInsideTransaction else {
            throw .transactionLost(code: transaction.lost ?? 0)
        }
        if succeeded {
            topics.formUnion(transaction.topics)
        } else {
            rolledBack += 1
            try undo(hasSavepoint: hasSavepoint, isAlone: isAlone, changesBefore: before, on: connection)
        }
        if hasSavepoint { _ = try connection.execute("RELEASE closure") }
    }

    /// Undoes what a closure wrote that threw.
    private func undo(
        hasSavepoint: Bool, isAlone: Bool, changesBefore: Int64, on connection: Connection
    ) throws(StoreError) {
        if hasSavepoint {
            _ = try connection.execute("ROLLBACK TO closure")
        } else if isAlone {
            _ = try connection.execute("ROLLBACK")
            // What is committed then is nothing.
            _ = try connection.execute("BEGIN IMMEDIATE")
        } else {
            // It has promised to throw nothing once it has written; what it wrote cannot be told from what others did.
            guard connection.totalChanges == changesBefore else { throw .transactionLost(code: SQLITE_ABORT) }
        }
    }

    /// Ends what is left of the transaction and says what that means.
    private func ended(by error: StoreError, at moment: StoreFailure.Moment, on connection: Connection) -> Outcome {
        let code = error.sqliteCode ?? 0
        if StoreError.isStorageFailure(code: code) {
            let reason = connection.lastError().reason
            if connection.isInsideTransaction { _ = try? connection.execute("ROLLBACK") }
            return .broken(StoreFailure(moment: moment, code: code, reason: reason))
        }
        guard connection.isInsideTransaction else { return .failed(error) }
        do throws(StoreError) {
            _ = try connection.execute("ROLLBACK")
        } catch {
            return .broken(StoreFailure(moment: .rollback, code: error.sqliteCode ?? 0, reason: "\(error)"))
        }
        return .failed(error)
    }

    /// Answers everybody; the commit has succeeded.
    func answer() {
        for (index, write) in taken.enumerated() {
            write.answer(cancelled.contains(index) ? CancellationError() : nil)
        }
    }
}
