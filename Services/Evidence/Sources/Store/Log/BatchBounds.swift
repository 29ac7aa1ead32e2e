/// When a batch of the log closes, and how many may wait for one.
package struct BatchBounds: Sendable, Equatable {
    /// What the configuration may not exceed.
    package enum Limits {
        /// A batch never takes more.
        package static let batchEntriesMax = 256
        /// A batch never waits longer for its callers.
        package static let batchMillisecondsMax = 5
        /// How long one waits unless the configuration says otherwise.
        package static let batchMillisecondsUsual = 3
        /// Works that may wait for the log; past it a caller is told to come back.
        package static let queueEntriesMax = 4_096
        /// When a caller that found the queue full may try again.
        static let retryMilliseconds = 50
        /// Chain heads kept in memory.
        static let chainHeadsMax = 65_536
    }

    /// Works in one batch.
    package let batchEntriesMax: Int
    /// How long a batch waits for its callers.
    package let batchMilliseconds: Int
    /// Works that may wait.
    package let queueEntriesMax: Int

    /// Bounds above the limits are cut to them.
    package init(
        batchEntriesMax: Int = Limits.batchEntriesMax, batchMilliseconds: Int = Limits.batchMillisecondsUsual,
        queueEntriesMax: Int = Limits.queueEntriesMax
    ) {
        self.batchEntriesMax = max(1, min(batchEntriesMax, Limits.batchEntriesMax))
        self.batchMilliseconds = max(0, min(batchMilliseconds, Limits.batchMillisecondsMax))
        self.queueEntriesMax = max(1, min(queueEntriesMax, Limits.queueEntriesMax))
    }
}

/// What the sequencer has done.
package struct SequencerStatistics: Sendable, Equatable {
    /// Batches committed.
    package private(set) var batches: UInt64 = 0
    /// Entries in them.
    package private(set) var entries: UInt64 = 0
    /// Entries in the largest of them.
    package private(set) var batchEntriesMax = 0
    /// Entries whose proofs were made of the batch's own tiles, without the store.
    package private(set) var freshProofs: UInt64 = 0

    mutating func count(entries: Int) {
        batches += 1
        self.entries += UInt64(entries)
        batchEntriesMax = max(batchEntriesMax, entries)
    }

    mutating func count(freshProofs: Int) {
        self.freshProofs += UInt64(freshProofs)
    }
}
