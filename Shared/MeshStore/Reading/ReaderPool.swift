import Logging
import MeshKernel

/// Threads that read, each with its own read-only connection: reading blocks, and must not block the cooperative pool.
final class ReaderPool: Sendable {
    private let queue: WorkQueue<PendingRead>
    private let condition: StoreCondition
    private let context: StoreContext
    private let readMilliseconds: Int
    private let observer: (any StoreObserver)?
    private let exits: Countdown

    init(
        path: String, context: StoreContext, configuration: StoreConfiguration, condition: StoreCondition,
        logger: Logger
    ) throws(StoreError) {
        queue = WorkQueue(bound: Limits.readQueueReads)
        self.condition = condition
        self.context = context
        readMilliseconds = configuration.readMilliseconds
        observer = configuration.observer
        exits = Countdown(configuration.readers)
        // Opened here, so that a connection that does not open is an error of the one who opens the store.
        do throws(StoreError) {
            for number in 0..<configuration.readers {
                let connection = try Connection(
                    path: path, readonly: true,
                    pragmas: ["PRAGMA cache_size = -\(Limits.readerCacheKibibytes)", "PRAGMA query_only = 1"],
                    label: "reader \(number)")
                let lent = Lent(connection)
                try WorkerThread.start("store-reader") { self.serve(lent.value, logger) }
            }
        } catch {
            queue.stop()
            throw error
        }
    }

    /// Hands a connection to the thread that alone uses it from then on.
    private struct Lent: @unchecked Sendable {
        let value: Connection

        init(_ value: Connection) {
            self.value = value
        }
    }

    var queued: Int { queue.count }

    /// Queues a read, or says why not.
    func submit(_ pending: PendingRead) -> StoreError? {
        if let failure = condition.failure { return .failed(failure) }
        switch queue.push(pending) {
        case nil: return nil
        case .full: return .busy(retry: .milliseconds(Limits.busyRetryMilliseconds))
        case .stopped: return .closed
        }
    }

    /// Takes nothing more, serves what waits and closes.
    func stop() async {
        queue.stop()
        await exits.wait()
    }

    /// As `stop`, for a store that is forgotten instead of closed.
    func abandon() {
        queue.stop()
    }

    private func serve(_ connection: Connection, _ logger: Logger) {
        let guardian = ReadGuard(time: context.time)
        guardian.watch(connection)
        while let pending = queue.pop() {
            if let failure = condition.failure {
                pending.refuse(StoreError.failed(failure))
            } else if pending.cancellation.isSet {
                pending.refuse(CancellationError())
            } else {
                serve(pending, connection, guardian)
            }
        }
        do {
            try connection.close()
        } catch {
            logger.error("a reader's connection did not close", metadata: ["error": "\(error)"])
        }
        exits.down()
    }

    private func serve(_ pending: PendingRead, _ connection: Connection, _ guardian: ReadGuard) {
        let start = context.time.monotonic()
        guardian.start(until: start.advanced(by: .milliseconds(readMilliseconds)), cancellation: pending.cancellation)
        connection.access {
            do throws(StoreError) {
                _ = try connection.execute("BEGIN")
            } catch {
                pending.refuse(error)
                return
            }
            let snapshot = ReadSnapshot(connection, context, guardian, milliseconds: readMilliseconds)
            pending.run(snapshot) { error in snapshot.judged(error) }
            snapshot.end()
            guardian.rest()
            // A read that was interrupted has ended its transaction already.
            if connection.isInsideTransaction { _ = try? connection.execute("ROLLBACK") }
        }
        condition.read()
        observer?.read(lifetime: context.time.monotonic().since(start))
    }
}

/// A snapshot whose time is bounded.
private final class ReadSnapshot: Snapshot {
    private let guardian: ReadGuard
    private let milliseconds: Int

    init(_ connection: Connection, _ context: StoreContext, _ guardian: ReadGuard, milliseconds: Int) {
        self.guardian = guardian
        self.milliseconds = milliseconds
        super.init(connection, context)
    }

    /// A closure that dawdles between two statements finds its time over at the second.
    override func check(_ connection: Connection) throws(StoreError) {
        if guardian.isOver { throw .readTooLong(milliseconds: milliseconds) }
    }

    /// An interrupted statement says only that it was interrupted.
    func judged(_ error: any Error) -> any Error {
        guard let error = error as? StoreError, case .sql(let code, _) = error, code & 0xFF == 9 else { return error }
        return guardian.isOver ? StoreError.readTooLong(milliseconds: milliseconds) : CancellationError()
    }
}
