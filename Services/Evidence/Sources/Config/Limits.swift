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
}
