import MeshKernel
package import MeshStore
import Synchronization

/// What the store tells of itself, as metrics, and who hears of its end.
package final class StoreMetrics: StoreObserver {
    private let commitTime: LatencyHistogram
    private let batchSize: CountHistogram
    private let checkpointStall: LatencyHistogram
    private let readTime: LatencyHistogram
    private let failure = Mutex<(@Sendable (StoreFailure) -> Void)?>(nil)

    /// Registers what the store tells by itself.
    package init(registry: MetricRegistry) {
        commitTime = registry.latency("colophon_store_commit_seconds", help: "Time of one commit, disk included.")
        batchSize = registry.counts("colophon_store_batch_closures", help: "Closures in one committed transaction.")
        checkpointStall = registry.latency(
            "colophon_store_checkpoint_stall_seconds", help: "Time for which a checkpoint held the writer.")
        readTime = registry.latency("colophon_store_read_seconds", help: "Life of one read's snapshot.")
    }

    /// Registers what is read from the store itself. Call it once, when the store is open.
    package func observe(_ store: Store, in registry: MetricRegistry) {
        // A registry outlives no store by much, but must not keep one open.
        func gauge(_ name: String, _ help: String, _ read: @escaping @Sendable (StoreStatistics) -> Double) {
            registry.gauge("colophon_store_\(name)", help: help) { [weak store] in
                store.map { read($0.statistics) } ?? 0
            }
        }
        func counter(_ name: String, _ help: String, _ read: @escaping @Sendable (StoreStatistics) -> UInt64) {
            registry.counter("colophon_store_\(name)_total", help: help) { [weak store] in
                store.map { Double(read($0.statistics)) } ?? 0
            }
        }
        gauge("queued_writes", "Closures that wait for the writer.") { Double($0.queuedWrites) }
        gauge("queued_reads", "Reads that wait for a thread.") { Double($0.queuedReads) }
        gauge("wal_bytes", "Bytes in the write-ahead log's pages.") { Double($0.walBytes) }
        counter("commits", "Transactions committed.") { $0.commits }
        counter("closures", "Closures in committed transactions.") { $0.closures }
        counter("rollbacks", "Closures that threw and were rolled back alone.") { $0.rollbacks }
        counter("failed_batches", "Batches that failed as a whole.") { $0.failedBatches }
        counter("checkpoints", "Checkpoints made.") { $0.checkpoints }
    }

    /// Calls `act` when the store stops for good.
    package func onFailure(_ act: @escaping @Sendable (StoreFailure) -> Void) {
        failure.withLock { $0 = act }
    }

    /// The longest and the usual commit, for the inspection page, in seconds.
    package var commitPercentiles: [Double] { commitTime.percentiles([50, 99]) }

    package func committed(closures: Int, commit: Duration) {
        commitTime.record(nanoseconds: commit.wholeNanoseconds)
        batchSize.record(closures)
    }

    package func checkpointed(stall: Duration, pages: Int) {
        checkpointStall.record(nanoseconds: stall.wholeNanoseconds)
    }

    package func read(lifetime: Duration) {
        readTime.record(nanoseconds: lifetime.wholeNanoseconds)
    }

    package func failed(_ failure: StoreFailure) {
        let act = self.failure.withLock { $0 }
        act?(failure)
    }
}
