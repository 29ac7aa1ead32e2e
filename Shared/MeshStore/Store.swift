package import Logging
package import MeshKernel

/// A service's store: one SQLite database with one writer that commits for many callers at once, and readers that see
/// only what was committed. What `write` has answered is on the disk.
///
/// Writing and reading happen inside closures, on threads of the store; a closure never waits for anything but the
/// database, and never calls out.
package final class Store: Sendable {
    private let writer: Writer
    private let readers: ReaderPool
    private let condition: StoreCondition
    private let wakeups: CommitWakeups
    let context: StoreContext
    let configuration: StoreConfiguration

    /// Opens or creates the store, brings its schema to what `migrations` say, and starts its threads. Blocks while it
    /// does so. Throws `StoreError.locked` when another process, or another `Store`, has it.
    package init(
        _ configuration: StoreConfiguration, migrations: [Migration], eventTypes: [EventType] = [],
        time: any TimeSource, random: any RandomSource, logger: Logger
    ) throws(StoreError) {
        let lock = try LockFile(path: configuration.path + ".lock")
        try StoreFile.prepare(configuration.path)
        let connection = try Connection(
            path: configuration.path, readonly: false, pragmas: StoreSettings.pragmas(configuration), label: "writer")
        let condition = StoreCondition()
        let wakeups = CommitWakeups()
        let context: StoreContext
        do {
            context = try connection.access { () throws(StoreError) in
                try StoreSettings.verify(connection, configuration)
                let migrator = Migrator(connection: connection, time: time)
                try migrator.migrate(.mesh, MeshMigrations.all)
                try migrator.migrate(.service, migrations)
                try StoreOpening.recoverJobs(connection, time: time)
                return StoreContext(
                    time: time, random: random, identifiers: IdentifierSource(time: time, random: random),
                    masterKeys: configuration.masterKeys,
                    eventTypes: Dictionary(eventTypes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
                    epoch: try StoreOpening.epoch(connection, random: random))
            }
            try StoreFile.synchronise(configuration.path)
            // Readers first: when one does not open, the writer's thread has not taken the connection yet.
            readers = try ReaderPool(
                path: configuration.path, context: context, configuration: configuration, condition: condition,
                logger: logger)
        } catch {
            try? connection.close()
            throw error
        }
        self.configuration = configuration
        self.condition = condition
        self.wakeups = wakeups
        self.context = context
        do throws(StoreError) {
            writer = try Writer(
                connection: connection, context: context, configuration: configuration, condition: condition,
                wakeups: wakeups, lock: lock, logger: logger)
        } catch {
            readers.abandon()
            throw error
        }
    }

    deinit {
        readers.abandon()
        writer.abandon()
        wakeups.finish()
    }

    /// Runs `body` in a transaction and returns its result when that is on the disk.
    ///
    /// The transaction is shared with other callers, who see each other in order; a `body` that throws is undone alone.
    /// A caller that is cancelled before its turn gets `CancellationError` and nothing of it happens; later
    /// cancellation changes nothing. Throws what `body` throws, `StoreError.busy` when too many wait, and
    /// `StoreError.transactionLost`, `.commitFailed` or `.full` when nothing of the whole batch was kept.
    package func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await write(isUndoable: true, body)
    }

    /// As `write`, for a `body` that throws nothing once it has written something: nothing is prepared to undo it alone,
    /// which would cost a copy of every page that it changes. One that throws nevertheless takes the others of its batch
    /// with it, and all of them get `StoreError.transactionLost`.
    package func writeDecided<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await write(isUndoable: false, body)
    }

    private func write<T: Sendable>(
        isUndoable: Bool, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        let cancellation = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let pending = PendingWriteOf(body, isUndoable: isUndoable, cancellation, continuation)
                if let refusal = writer.submit(pending) { continuation.resume(throwing: refusal) }
            }
        } onCancel: {
            cancellation.set()
        }
    }

    /// Runs `body` over one consistent state of what was committed before now.
    ///
    /// It may live for the configured time, 5 s by default, then it is interrupted with `StoreError.readTooLong`; a
    /// cancelled caller's read is interrupted with `CancellationError`.
    package func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T {
        let cancellation = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let pending = PendingReadOf(body, cancellation, continuation)
                if let refusal = readers.submit(pending) { continuation.resume(throwing: refusal) }
            }
        } onCancel: {
            cancellation.set()
        }
    }

    /// Moves everything that is committed into the database file and truncates the write-ahead log, so that nothing that
    /// was deleted stays in either; callers that come together share one such step. False when a reader kept the log from
    /// being emptied, for 200 ms, or the store is closing: the caller tries again.
    package func emptyLog() async -> Bool {
        await writer.empty()
    }

    /// Serves what waits, takes nothing more, empties the write-ahead log and lets go of the lock. May be called twice.
    package func close() async {
        // Readers first: one that is still reading would keep the log from being emptied.
        await readers.stop()
        await writer.stop()
        wakeups.finish()
    }

    /// Why the store has stopped for good; nil while it works. The process that sees one is expected to stop.
    package var failure: StoreFailure? { condition.failure }

    /// What the store has done and what waits in it.
    package var statistics: StoreStatistics {
        var statistics = condition.statistics
        statistics.queuedWrites = writer.queued
        statistics.queuedReads = readers.queued
        return statistics
    }

    /// The random name of this store's history: a store restored from a backup keeps it, a new store gets a new one.
    package var epoch: String { context.epoch }

    /// A wake-up at once and after every commit that bears one of `topics`; several that nobody has taken become one.
    /// Ends when the store closes.
    package func commits(_ topics: CommitTopics = [.events, .jobs]) -> AsyncStream<Void> {
        wakeups.subscribe(topics)
    }

    /// Every statement of the schema, sorted by name, one after the other, each ended by `;` and a line feed.
    package func schema() async throws -> String {
        try await read { snapshot in
            let rows = try snapshot.rows(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name")
            return try rows.map { try $0.text("sql") + ";\n" }.joined()
        }
    }
}
