/// Every bound of this service that belongs to no single value.
package enum Limits {
    /// The largest file unless the configuration says less: 16 GiB.
    package static let fileBytesMax: UInt64 = 17_179_869_184
    /// Rows of a page.
    package static let pageRowsMax = 200
    /// Rows of a page when the caller does not say.
    package static let pageRowsDefault = 50
    /// Longer page tokens are refused unread.
    package static let pageTokenBytesMax = 256
    /// Bytes of a bundle in one message.
    package static let bundleChunkBytesMax = 262_144
    /// Larger chunks are digested off the event loop.
    package static let inlineDigestBytesMax = 8_192
    /// Length of an idempotency key, in characters.
    package static let idempotencyKeyCharactersMax = 255
    /// Calls under one idempotency key that may wait for the first.
    package static let sameKeyWaitersMax = 64
    /// A file without an item is removed when it is this old: longer than any call may take.
    package static let orphanMinutes: Int64 = 60
    /// Time between two looks for files without an item.
    package static let orphanLookMinutes: Int64 = 10
    /// Strangers who read the log at once, and as many callers of its rpcs: fewer than the store has readers.
    package static let logReadsMax = 1
    /// Who may wait for that; past it they are told to come again.
    package static let logReadersWaitingMax = 256
    /// Timestamps made for strangers at once: fewer than there are threads.
    package static let publicTimestampsMax = 1
    /// Who may wait for that; past it they are told to come again.
    package static let publicTimestampsWaitingMax = 128
    /// Filings that one transaction of the sweep looks at.
    package static let filingSweepRows = 256
    /// Time between two looks for filings about which something is due.
    package static let filingLookMinutes: Int64 = 10
    /// Items of a chain that is sealed and given as one bundle.
    package static let chainItemsMax = 640
    /// Shortest time between two checkpoints that are sent to the witnesses.
    package static let witnessPauseMilliseconds: Int64 = 1_000
    /// Whole time for one exchange with a witness or an external authority.
    package static let exchangeMilliseconds: Int64 = 5_000
    /// First pause after an exchange that failed.
    package static let exchangeRetryMillisecondsMin: Int64 = 500
    /// Longest pause after exchanges that failed.
    package static let exchangeRetryMillisecondsMax: Int64 = 60_000
    /// The latest time that a witness may state, in seconds since 1970: the end of the year 9999.
    package static let witnessSecondsMax: UInt64 = 253_402_300_799
    /// A larger answer of a witness is a failure.
    package static let witnessAnswerBytesMax = 16_384
    /// How far an external authority's time may lie from the moments between which it was asked.
    package static let authorityClockMilliseconds: Int64 = 2_000
    /// Time between two timed checkpoints when the configuration does not say.
    package static let checkpointTimestampSecondsDefault = 60
    /// Longest time between two timed checkpoints.
    package static let checkpointTimestampSecondsMax = 86_400
    /// External timestamp authorities.
    package static let authoritiesMax = 16
    /// How long a job of timing a checkpoint is in one worker's hands: every authority may take its whole time.
    package static let timestampLeaseSeconds: Int64 = 180
    /// How often somebody looks for checkpoints whose timing is to be tried again.
    package static let timestampLookSeconds: Int64 = 5
    /// How long a call for a witnessed bundle waits when it has no deadline.
    package static let witnessWaitSeconds: Int64 = 30
    /// What is kept of a call's deadline to answer it.
    package static let witnessWaitReserveMilliseconds: Int64 = 200
    /// Erasures that are finished together, and rows that one step of erasing an account removes.
    package static let erasureRowsMax = 256
    /// Entries that one step of erasing an account erases.
    package static let erasureEntriesPerStep = 64
    /// Time between two looks for erasures of which something is left.
    package static let erasureLookSeconds: Int64 = 5
    /// Attempts to empty the store's write-ahead log before a caller is told to come again.
    package static let emptyLogAttemptsMax = 16
    /// Time between two of them; all together are longer than a read may live.
    package static let emptyLogPauseMilliseconds: Int64 = 500
    /// Works that one step of taking fingerprints looks at.
    package static let fingerprintWorksPerStep = 16
    /// Pause between two steps while works come in, and between two looks for new ones.
    package static let fingerprintPauseMilliseconds: Int64 = 500
    /// First bytes of a file in which a zero says that it is no text.
    package static let sniffedBytes = 4_096
    /// Works that one work is reported to be like: the nearest.
    package static let similarPairsMax = 32
    /// Like works that are read to find the nearest.
    package static let likesReadMax = 4_096
}
