import Synchronization

/// How the store is doing: its counters, and the failure that ended it. Shared by its threads and its callers.
final class StoreCondition: Sendable {
    private struct State {
        var statistics = StoreStatistics()
        var failure: StoreFailure?
    }

    private let state = Mutex(State())

    /// Why the store has stopped for good, if it has.
    var failure: StoreFailure? { state.withLock { $0.failure } }

    /// The counters; what waits is filled in by those who know.
    var statistics: StoreStatistics { state.withLock { $0.statistics } }

    /// Records the first failure; false when there was one before.
    func fail(_ failure: StoreFailure) -> Bool {
        state.withLock {
            guard $0.failure == nil else { return false }
            $0.failure = failure
            return true
        }
    }

    func committed(closures: Int, rolledBack: Int, commit: Duration) {
        state.withLock {
            $0.statistics.commits += 1
            $0.statistics.closures += UInt64(closures)
            $0.statistics.rollbacks += UInt64(rolledBack)
            $0.statistics.commitTime += commit
            $0.statistics.commitTimeMax = max($0.statistics.commitTimeMax, commit)
        }
    }

    func batchFailed() {
        state.withLock { $0.statistics.failedBatches += 1 }
    }

    func walPages(_ pages: Int) {
        state.withLock {
            $0.statistics.walPages = pages
            $0.statistics.walBytes = pages * Limits.pageBytes
        }
    }

    func checkpointed(stall: Duration, pages: Int) {
        walPages(pages)
        state.withLock {
            $0.statistics.checkpoints += 1
            $0.statistics.checkpointStall += stall
            $0.statistics.checkpointStallMax = max($0.statistics.checkpointStallMax, stall)
        }
    }

    func read() {
        state.withLock { $0.statistics.reads += 1 }
    }
}
