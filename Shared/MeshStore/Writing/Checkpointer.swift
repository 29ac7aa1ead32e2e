import GRDB
import GRDBSQLite
import MeshKernel

/// Moves pages from the write-ahead log into the database, between batches and on the writer's connection: nobody else
/// checkpoints. Used by the writer's thread alone, inside the connection's `access`.
final class Checkpointer {
    private let connection: Connection
    private let time: any TimeSource
    private let condition: StoreCondition
    private let observer: (any StoreObserver)?
    private let log: LogPages
    /// Pages in the log when it was last checkpointed.
    private var pagesAtLast = 0
    /// Whether the log holds nothing, since it was last emptied.
    private(set) var isEmpty = false

    init(
        connection: Connection, time: any TimeSource, condition: StoreCondition, observer: (any StoreObserver)?
    ) {
        self.connection = connection
        self.time = time
        self.condition = condition
        self.observer = observer
        log = LogPages()
        sqlite3_wal_hook(
            connection.handle,
            { context, _, _, pages in
                if let context { Unmanaged<LogPages>.fromOpaque(context).takeUnretainedValue().pages = Int(pages) }
                return SQLITE_OK
            }, Unmanaged.passUnretained(log).toOpaque())
    }

    /// After a batch: a little when enough has gathered, everything at the hard bound.
    func afterBatch() -> StoreFailure? {
        condition.walPages(log.pages)
        isEmpty = false
        if log.pages < pagesAtLast { pagesAtLast = 0 }
        if log.pages >= Limits.walPagesMax && log.pages - pagesAtLast >= Limits.checkpointPages {
            return checkpoint(.truncate)
        }
        return log.pages - pagesAtLast >= Limits.checkpointPages ? checkpoint(.passive) : nil
    }

    /// Nobody waits: empties the log, once.
    func whenIdle() -> StoreFailure? {
        isEmpty ? nil : empty()
    }

    /// Empties and truncates the log, unless readers stay in it.
    func empty() -> StoreFailure? {
        checkpoint(.truncate)
    }

    private func checkpoint(_ mode: Database.CheckpointMode) -> StoreFailure? {
        let start = time.monotonic()
        sqlite3_busy_timeout(connection.handle, Int32(Limits.checkpointWaitMilliseconds))
        defer { sqlite3_busy_timeout(connection.handle, Int32(Limits.lockWaitMilliseconds)) }
        FaultPoint.checkpointBegun.reached()
        do {
            let isComplete = try connection.checkpoint(mode)
            FaultPoint.checkpointDone.reached()
            if isComplete && mode == .truncate {
                log.pages = 0
                isEmpty = true
            }
            pagesAtLast = log.pages
        } catch {
            let code = error.sqliteCode ?? 0
            // A full disk is no unknown state: the log still holds every page, and the next attempt finds them there.
            guard StoreError.isStorageFailure(code: code) else {
                pagesAtLast = log.pages
                return nil
            }
            return StoreFailure(moment: .checkpoint, code: code, reason: "\(error)")
        }
        let stall = time.monotonic().since(start)
        condition.checkpointed(stall: stall, pages: log.pages)
        observer?.checkpointed(stall: stall, pages: log.pages)
        return nil
    }

    /// What SQLite last said about the log; its address is the hook's.
    private final class LogPages {
        var pages = 0
    }
}
