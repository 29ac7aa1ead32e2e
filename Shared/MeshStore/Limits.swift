/// Every bound of the store, by name; the unit stands last.
enum Limits {
    /// Closures that one transaction takes at most.
    static let batchClosures = 256
    /// A batch that has run this long takes no further closure, so that the first caller in it is not kept waiting.
    static let batchMilliseconds = 25
    /// After a batch of many, how long the writer waits for the same callers to come back before it commits fewer.
    /// Without it a commit of two goes out while sixty-two are on their way, and every other commit is nearly empty.
    static let gatherMicroseconds = 250
    /// Closures that may wait for the writer; past it a caller is told to come back.
    static let writeQueueClosures = 16_384
    /// When a caller that found a queue full may try again.
    static let busyRetryMilliseconds = 50

    /// How long one read may live, counted from its snapshot: an old snapshot keeps the write-ahead log from resetting.
    static let readMilliseconds = 5_000
    /// Steps of SQLite's virtual machine between two looks at the clock of a read.
    static let readStepsPerCheck = 2_000
    /// Threads and connections that read, unless the configuration says otherwise.
    static let readerThreads = 2
    /// Reads that may wait for a thread.
    static let readQueueReads = 4_096
    /// Rows that one `rows` call gathers in memory; larger results go through `forEachRow`.
    static let queryRowsMax = 65_536

    /// Prepared statements that one connection keeps.
    static let cachedStatements = 256
    /// How long a connection waits for a lock that a stranger holds.
    static let lockWaitMilliseconds = 1_000
    /// Size of a page in a new store.
    static let pageBytes = 8_192
    /// Page cache of the writer.
    static let writerCacheKibibytes = 16_384
    /// Page cache of each reader.
    static let readerCacheKibibytes = 4_096

    /// New pages in the write-ahead log that call for a passive checkpoint.
    static let checkpointPages = 4_096
    /// Pages in the log at which the writer stops to empty and truncate it.
    static let walPagesMax = 16_384
    /// How long an emptying checkpoint waits for readers to leave the log.
    static let checkpointWaitMilliseconds = 200
    /// A writer without work for this long empties the log and sweeps.
    static let idleMilliseconds = 1_000
    /// Time between two sweeps of expired rows.
    static let sweepSeconds = 60
    /// Rows that one sweep removes at most, so that no caller waits behind it for long.
    static let sweepRows = 512

    /// Length of an idempotency key, in characters.
    static let idempotencyKeyCharacters = 255
    /// How long an idempotent answer is kept, unless it concerns money.
    static let idempotencyDays = 7

    /// Saved answers that one step of forgetting a subject's looks through.
    static let forgottenScanRows = 8_192

    /// Payload of one event or job.
    static let payloadBytes = 1_048_576
    /// Events that one page of a feed holds at most.
    static let eventPageRows = 1_024
    /// Positions that one read of a feed looks through, so that a sparse feed does not hold a snapshot for long.
    static let eventScanPositions: Int64 = 50_000
    /// Events of one feed that may be parked; past it the feed stops.
    static let parkedEvents = 100_000
    /// First pause before a parked event is tried again; it doubles.
    static let parkedRetryMilliseconds = 1_000
    /// Longest pause before a parked event is tried again.
    static let parkedRetryMillisecondsMax = 600_000

    /// How long a job that is done stays; until then the same work is not queued a second time.
    static let finishedJobDays = 30
    /// Jobs that one claim takes at most.
    static let claimJobs = 256
    /// Jobs that are due and looked through at once for some whose share is not full.
    static let sharedClaimRows = 1_024
    /// For how long jobs of full shares are put off at least that hide what is behind them.
    static let passedOverMilliseconds: Int64 = 1_000
    /// For how long at most: half as long as they have waited.
    static let passedOverMillisecondsMax: Int64 = 60_000
    /// Jobs of each full share that are not put off: its next ones.
    static let passedOverJobsKept = 64
    /// First pause before a job is tried again; it doubles.
    static let jobRetryMilliseconds = 1_000
    /// Longest pause before a job is tried again.
    static let jobRetryMillisecondsMax = 3_600_000

    /// Plain bytes up to which a blob stands in the database: a file costs two syncs of its own, a row none beside those
    /// of its commit.
    static let smallBlobBytes = 16_384
    /// Plain bytes in every chunk of a blob but the last.
    static let blobChunkBytes = 65_536
    /// Plain bytes in a chunk that a header may claim: what one read allocates.
    static let blobChunkBytesMax = 1_048_576
    /// Threads that write, sync and read blobs.
    static let blobThreads = 2
    /// Blob operations that may wait for a thread.
    static let blobQueueOperations = 4_096
    /// Blob identifiers that a sweep asks about at once.
    static let blobSweepGroup = 256
}
