/// Every bound of this service that belongs to no single value.
package enum Limits {
    /// The largest file unless the configuration says less: 16 GiB.
    package static let fileBytesMax: UInt64 = 17_179_869_184
    /// Plain bytes that are kept for one account unless the configuration says otherwise: 1 TiB.
    package static let keptBytesPerAccount: UInt64 = 1_099_511_627_776
    /// Accounts of which it is remembered how many are kept.
    package static let keptAccountsMax = 65_536
    /// Bytes of a bundle in one message.
    package static let bundleChunkBytesMax = 262_144
    /// Larger chunks are digested off the event loop.
    package static let inlineDigestBytesMax = 8_192
    /// Larger timestamp queries are answered off the event loop; one for a digest takes about eighty bytes.
    package static let inlineQueryBytesMax = 512
    /// Bytes of a file that are handed to the threads that digest and write it at once.
    package static let handOverBytes = 524_288
    /// How many such may wait or be worked on, while more come.
    package static let handOversBehindMax = 2
    /// Length of an idempotency key, in characters.
    package static let idempotencyKeyCharactersMax = 255
    /// Calls under one idempotency key that may wait for the first.
    package static let sameKeyWaitersMax = 64
    /// How long it is remembered whom identity has verified an account as: as long as a token is good.
    package static let holderRememberedSeconds: Int64 = 300
    /// Accounts of which that is remembered.
    package static let holdersRememberedMax = 16_384
    /// Seals of one account that may wait for identity's answer.
    package static let holderWaitersMax = 4_096
    /// One question to identity.
    package static let holderCallMilliseconds: Int64 = 3_000
    /// How long identity is not asked again about an account after it did not answer.
    package static let holderPauseMilliseconds: Int64 = 1_000
    /// Files of one account that may be on their way in at once.
    package static let uploadsPerAccountMax = 1_024
    /// Files that may be on their way in at once.
    package static let uploadsMax = 2_048
    /// A file of which nothing came for this long is given up.
    package static let uploadSilenceSeconds: Int64 = 60
    /// Time between two looks for such files.
    package static let uploadLookSeconds: Int64 = 10
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
    /// Entries of a chain, its items, earlier seals and erasures, that is sealed and given as one archive.
    package static let chainEntriesMax: UInt64 = 8_000
    /// Items of such a chain.
    package static let chainItemsMax = 8_000
    /// Entries of a chain in which each item gets its sheet for people: they take longer than all the rest.
    package static let chainSheetsMax = 256
    /// Entries of a chain with their proofs that are read from the store at once.
    package static let chainLinksPerRead: UInt64 = 256
    /// Items of a chain that are read from the store at once.
    package static let chainItemsPerRead = 32
    /// Custody records of one item in a chain's archive, the first ones, and about as many in one file.
    package static let chainCustodyRecordsMax = 1_024
    /// Bytes that an item's custody log takes in a chain's archive without its records.
    package static let chainCustodyLogBytesMax = 192
    /// Bytes that one file takes in a chain's list of files and, where it is a list, around what it lists.
    package static let chainListedBytesMax = 256
    /// Filings in a chain's archive, the oldest, up to a read more.
    package static let chainFilingsMax = 4_096
    /// Bytes that one item takes in the list of intervals.
    package static let chainIntervalBytesMax = 96
    /// The beginning of a chain's archive that is kept until it is known whether the rest is longer; past it the first
    /// chunk leaves without a size.
    package static let chainHeadBytesMax = 4_194_304
    /// Shortest time between two checkpoints that are sent to the witnesses.
    package static let witnessPauseMilliseconds: Int64 = 1_000
    /// Whole time for one exchange with a witness or an external authority.
    package static let exchangeMilliseconds: Int64 = 5_000
    /// First pause after an exchange that failed.
    package static let exchangeRetryMillisecondsMin: Int64 = 500
    /// Longest pause after exchanges that failed.
    package static let exchangeRetryMillisecondsMax: Int64 = 60_000
    /// The largest size or place of a log that the store can keep: the largest integer of a row.
    package static let logSizeMax = UInt64(Int64.max)
    /// Exchanges in which a witness is followed to what it has seen: the size, its right one, and what it objects to twice.
    package static let witnessQuestionsMax = 4
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
    /// Days after which a checkpoint that is still the newest is timed again when the configuration does not say: twelve
    /// tokens of an authority a year cost nothing, and no bundle's newest time is then older than the month in which an
    /// algorithm or a key begins to be doubted.
    package static let checkpointRenewalDaysDefault: Int64 = 30
    /// Longest time that may be configured for it.
    package static let checkpointRenewalDaysMax: Int64 = 3_660
    /// External timestamp authorities.
    package static let authoritiesMax = 16
    /// How long a job of timing a checkpoint is in one worker's hands: every authority may take its whole time.
    package static let timestampLeaseSeconds: Int64 = 180
    /// How often somebody looks for checkpoints whose timing is to be tried again.
    package static let timestampLookSeconds: Int64 = 5
    /// One question to whoever keeps the log before this one.
    package static let formerQuestionMilliseconds: Int64 = 5_000
    /// How long a call for a witnessed bundle waits when it has no deadline.
    package static let witnessWaitSeconds: Int64 = 30
    /// What is kept of a call's deadline to answer it.
    package static let witnessWaitReserveMilliseconds: Int64 = 200
    /// Questions that one stranger's network may ask at once about seals.
    package static let verifySourceBurst = 30
    /// Questions of one stranger's network each second from then on.
    package static let verifySourcePerSecond = 1
    /// Questions of all strangers together at once, and as many of all callers.
    package static let verifyTotalBurst = 200
    /// Questions of all strangers together each second from then on, and as many of all callers.
    package static let verifyTotalPerSecond = 100
    /// The largest file that is digested for somebody who asks; whoever has a larger one asks by its digest.
    package static let verifyFileBytesMax = 67_108_864
    /// Bytes that one stranger's network may send each second, once it has sent a whole file.
    package static let verifySourceBytesPerSecond = 2_097_152
    /// Bytes that all strangers may send at once, and as many all callers.
    package static let verifyTotalBytesBurst = 268_435_456
    /// Bytes that all strangers may send each second from then on, and as many all callers.
    package static let verifyTotalBytesPerSecond = 16_777_216
    /// What a piece of a file counts for at least.
    package static let verifyPieceBytesMin = 1_024
    /// Networks that are remembered for what they asked.
    package static let verifySourcesMax = 8_192
    /// Pieces that are digested for strangers at once, and as many for callers: fewer than there are threads.
    package static let verifyDigestsMax = 1
    /// Who may wait for that.
    package static let verifyWaitersMax = 64
    /// Seals of one file in an answer.
    package static let verifySealsMax = 16
    /// Rows that are looked at for them: erased ones are passed over.
    package static let verifyRowsMax = 64
    /// Items that were sealed before there was an index, in one step of making it.
    package static let indexRowsMax = 256
    /// Items of a chain whose export is written down in one transaction.
    package static let exportRecordsMax = 64
    /// At most one renewal of an item is written down in this time.
    package static let renewalRecordHours: Int64 = 24
    /// Days after which an item is held against its seal again when the configuration does not say.
    package static let checkDaysDefault = 90
    /// Longest time that may be configured for it.
    package static let checkDaysMax = 3_660
    /// Items of one run of checks when the configuration does not say.
    package static let checkItemsDefault = 64
    /// Most items of one run.
    package static let checkItemsMax = 65_536
    /// Stored bytes after which a run of checks ends.
    package static let checkRunBytesMax: UInt64 = 1_073_741_824
    /// Time between two runs of checks.
    package static let checkLookMinutes: Int64 = 10
    /// Stored files that are read again at once.
    package static let checkReadsMax = 1
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
    /// Works that may be like one, by a quarter of their fingerprints, of which so many are compared with it.
    package static let likeRowsReadMax = 65_536
}
