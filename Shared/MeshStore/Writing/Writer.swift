import DequeModule
import Logging
import MeshKernel
import Synchronization

/// The one connection that writes, and the one thread that uses it.
///
/// Closures wait in a queue. The thread takes those that are there, runs them in one transaction, each in a savepoint
/// unless it was given as decided, commits once and then answers all of them. The thread belongs to no task, so that no
/// caller's cancellation reaches the others.
///
/// `@unchecked`: the connection and `Batch` belong to the thread; the queue is used under the signal's lock.
final class Writer: @unchecked Sendable {
    private let connection: Connection
    private let checkpointer: Checkpointer
    private let context: StoreContext
    private let configuration: StoreConfiguration
    private let logger: Logger
    private let lock: LockFile
    let condition: StoreCondition
    let wakeups: CommitWakeups

    private let signal = ThreadSignal()
    private var queue: Deque<PendingWrite> = []
    private var isStopping = false
    private var isIdle = false
    private var wanted = 1
    private var exits: [UnsafeContinuation<Void, Never>] = []
    private var emptyings: [UnsafeContinuation<Bool, Never>] = []
    private var hasExited = false

    private var lastSweep: MonotonicTime
    /// Whether the last sweep left something; the thread's own.
    private var hasMoreToSweep = false

    init(
        connection: Connection, context: StoreContext, configuration: StoreConfiguration, condition: StoreCondition,
        wakeups: CommitWakeups, lock: LockFile, logger: Logger
    ) throws(StoreError) {
        self.connection = connection
        self.context = context
        self.configuration = configuration
        self.condition = condition
        self.wakeups = wakeups
        self.lock = lock
        self.logger = logger
        checkpointer = Checkpointer(
            connection: connection, time: context.time, condition: condition, observer: configuration.observer)
        lastSweep = context.time.monotonic()
        try WorkerThread.start("store-writer") { self.serve() }
    }

    // MARK: Callers

    /// Closures that wait.
    var queued: Int { signal.withLock { queue.count } }

    /// Queues a closure, or says why not.
    func submit(_ pending: PendingWrite) -> StoreError? {
        if let failure = condition.failure { return .failed(failure) }
        return signal.withLock {
            if isStopping { return .closed }
            guard queue.count < configuration.writeQueueClosures else {
                return .busy(retry: .milliseconds(Limits.busyRetryMilliseconds))
            }
            queue.append(pending)
            if isIdle && queue.count >= wanted { signal.signal() }
            return nil
        }
    }

    /// Empties the log before the next transaction, once for all who wait; false when a reader stayed in it, or the
    /// writer stops or has failed.
    func empty() async -> Bool {
        await withUnsafeContinuation { continuation in
            let isTaken = signal.withLock {
                guard !isStopping, condition.failure == nil else { return false }
                emptyings.append(continuation)
                if isIdle { signal.signal() }
                return true
            }
            if !isTaken { continuation.resume(returning: false) }
        }
    }

    /// Takes nothing more, serves what waits, empties the log and closes; returns when that is done.
    func stop() async {
        await withUnsafeContinuation { continuation in
            let done = signal.withLock {
                requestStop()
                if !hasExited { exits.append(continuation) }
                return hasExited
            }
            if done { continuation.resume() }
        }
    }

    /// As `stop`, for a store that is forgotten instead of closed.
    func abandon() {
        signal.withLock { requestStop() }
    }

    private func requestStop() {
        isStopping = true
        signal.broadcast()
    }

    // MARK: The thread

    private func serve() {
        while let batch = nextBatch() {
            if batch.isEmpty { rest() } else { serve(batch) }
            serveEmptyings()
        }
        end()
        serveEmptyings()
        let waiting = signal.withLock {
            hasExited = true
            return exits
        }
        for continuation in waiting { continuation.resume() }
    }

    private func serveEmptyings() {
        let waiting = signal.withLock {
            let waiting = emptyings
            emptyings = []
            return waiting
        }
        guard !waiting.isEmpty else { return }
        if condition.failure == nil, !signal.withLock({ isStopping }),
            let failure = connection.access({ checkpointer.whenIdle() })
        {
            stopForGood(failure)
        }
        let isEmpty = condition.failure == nil && checkpointer.isEmpty
        for continuation in waiting { continuation.resume(returning: isEmpty) }
    }

    private func end() {
        if condition.failure == nil, let failure = connection.access({ checkpointer.empty() }) { stopForGood(failure) }
        guard condition.failure == nil else {
            // Closing would checkpoint once more over a disk whose state is not known, and another store could open it.
            // Connection and lock stay as they are until the process, which is expected to stop, is gone.
            _ = Unmanaged.passRetained(connection)
            _ = Unmanaged.passRetained(lock)
            return
        }
        do {
            try connection.close()
        } catch {
            logger.error("the store's connection did not close", metadata: ["error": "\(error)"])
        }
        lock.release()
    }

    /// The closures of the next transaction; empty when nothing came for a while, nil when the writer stops.
    private func nextBatch() -> [PendingWrite]? {
        signal.withLock {
            if queue.isEmpty {
                let idle = ThreadMoment(microsecondsFromNow: Limits.idleMilliseconds * 1_000)
                wanted = 1
                isIdle = true
                defer { isIdle = false }
                while queue.isEmpty {
                    if isStopping { return nil }
                    if !emptyings.isEmpty { return [] }
                    guard signal.wait(until: idle) || !queue.isEmpty else { return [] }
                }
            }
            gather()
            let count = min(queue.count, configuration.batchClosures)
            let batch = Array(queue.prefix(count))
            queue.removeFirst(count)
            return batch
        }
    }

    /// Callers who were answered a moment ago and come again should share a commit, not split into two groups that
    /// alternate. Waits for as many as the last batch held, and not long.
    private func gather() {
        guard lastBatch > 1, queue.count < lastBatch, !isStopping else { return }
        wanted = min(lastBatch, configuration.batchClosures)
        isIdle = true
        let moment = ThreadMoment(microsecondsFromNow: Limits.gatherMicroseconds)
        while queue.count < wanted && !isStopping {
            guard signal.wait(until: moment) else { break }
        }
        isIdle = false
        wanted = 1
    }

    /// Closures in the last batch; the thread's own.
    private var lastBatch = 0

    private func serve(_ pending: [PendingWrite]) {
        lastBatch = pending.count
        if let failure = condition.failure {
            for write in pending { write.answer(StoreError.failed(failure)) }
            return
        }
        let batch = Batch(pending, context: context, longest: .milliseconds(Limits.batchMilliseconds))
        let outcome = connection.access { batch.run(on: connection) }
        if !batch.untaken.isEmpty {
            signal.withLock { queue.prepend(contentsOf: batch.untaken) }
        }
        switch outcome {
        case .committed(let commit):
            // Counted before anybody is answered: whoever has an answer finds it in the numbers.
            condition.committed(closures: batch.taken.count, rolledBack: batch.rolledBack, commit: commit)
            configuration.observer?.committed(closures: batch.taken.count, commit: commit)
            batch.answer()
            FaultPoint.batchAnswered.reached()
            if !batch.topics.isEmpty { wakeups.send(batch.topics) }
        case .failed(let error):
            fail(batch, with: error, because: nil)
        case .broken(let failure):
            fail(batch, with: .failed(failure), because: failure)
            return
        }
        if let failure = connection.access({ checkpointer.afterBatch() }) { stopForGood(failure) }
        sweepIfDue()
    }

    private func fail(_ batch: Batch, with error: StoreError, because failure: StoreFailure?) {
        if let failure { stopForGood(failure) }
        condition.batchFailed()
        logger.error(
            "a batch failed as a whole",
            metadata: ["closures": "\(batch.taken.count)", "error": "\(error)"])
        configuration.observer?.batchFailed(closures: batch.taken.count)
        for write in batch.taken { write.answer(error) }
    }

    private func stopForGood(_ failure: StoreFailure) {
        guard condition.fail(failure) else { return }
        logger.critical(
            "storage failed, the store refuses everything from now on",
            metadata: [
                "during": "\(failure.moment.rawValue)", "code": "\(failure.code)", "reason": "\(failure.reason)",
            ])
        configuration.observer?.failed(failure)
    }

    /// Nobody waits: a good moment to empty the log, and to remove what has expired.
    private func rest() {
        guard condition.failure == nil else { return }
        if let failure = connection.access({ checkpointer.whenIdle() }) { stopForGood(failure) }
        sweepIfDue()
    }

    /// Queues the removal of what has expired: now and then, and again with the next batch while there is more than one
    /// sweep takes. A store that is never idle is swept too.
    private func sweepIfDue() {
        guard condition.failure == nil else { return }
        let now = context.time.monotonic()
        guard hasMoreToSweep || now.since(lastSweep) >= .seconds(Limits.sweepSeconds) else { return }
        lastSweep = now
        hasMoreToSweep = false
        let sweep = InternalWrite { [weak self] transaction in
            let removed = [try transaction.pruneIdempotency(), try transaction.pruneJobs()]
            self?.hasMoreToSweep = removed.contains(Limits.sweepRows)
        }
        signal.withLock { queue.append(sweep) }
    }
}

/// A closure that the store runs for itself; nobody waits for its answer.
private final class InternalWrite: PendingWrite, @unchecked Sendable {
    private let body: @Sendable (Transaction) throws -> Void

    init(_ body: @escaping @Sendable (Transaction) throws -> Void) {
        self.body = body
        super.init(CancellationFlag(), isUndoable: true)
    }

    override func run(_ transaction: Transaction) -> Bool {
        do {
            try body(transaction)
            return true
        } catch {
            return false
        }
    }

    override func answer(_ failure: (any Error)?) {}
}
