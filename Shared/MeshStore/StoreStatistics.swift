/// What a store has done since it was opened, and what waits in it now.
package struct StoreStatistics: Sendable, Equatable {
    /// Closures that wait for the writer.
    package internal(set) var queuedWrites = 0
    /// Reads that wait for a thread.
    package internal(set) var queuedReads = 0
    /// Transactions committed.
    package internal(set) var commits: UInt64 = 0
    /// Closures in committed transactions, those that threw included.
    package internal(set) var closures: UInt64 = 0
    /// Closures that threw and were rolled back alone.
    package internal(set) var rollbacks: UInt64 = 0
    /// Batches that failed as a whole.
    package internal(set) var failedBatches: UInt64 = 0
    /// Time spent in commits.
    package internal(set) var commitTime: Duration = .zero
    /// The longest commit.
    package internal(set) var commitTimeMax: Duration = .zero
    /// Pages in the write-ahead log.
    package internal(set) var walPages = 0
    /// Bytes in the write-ahead log's pages.
    package internal(set) var walBytes = 0
    /// Checkpoints made.
    package internal(set) var checkpoints: UInt64 = 0
    /// Time for which checkpoints held the writer.
    package internal(set) var checkpointStall: Duration = .zero
    /// The longest time for which a checkpoint held the writer.
    package internal(set) var checkpointStallMax: Duration = .zero
    /// Reads answered.
    package internal(set) var reads: UInt64 = 0
}
