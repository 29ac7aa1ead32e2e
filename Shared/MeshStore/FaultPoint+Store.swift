package import MeshKernel

extension FaultPoint {
    /// A blob's file has its header and no bytes yet.
    package static let blobBegun = FaultPoint("blob-begun")
    /// A chunk of a blob was written, and more are to come.
    package static let blobGrown = FaultPoint("blob-grown")
    /// All of a blob was written and nothing of it is known to be on the disk.
    package static let blobWritten = FaultPoint("blob-written")
    /// A blob's bytes are on the disk, its name is not.
    package static let blobSynced = FaultPoint("blob-synced")
    /// A folder for blobs was made, and its name is not on the disk.
    package static let folderMade = FaultPoint("folder-made")
    /// A blob has its name, which is not on the disk.
    package static let blobMoved = FaultPoint("blob-moved")
    /// A blob and its name are on the disk; no row names it.
    package static let blobSettled = FaultPoint("blob-settled")

    /// A transaction has begun and holds nothing.
    package static let batchBegun = FaultPoint("batch-begun")
    /// Every closure of a transaction has run; nothing is committed.
    package static let batchRun = FaultPoint("batch-run")
    /// A transaction is on the disk, and nobody was told.
    package static let batchCommitted = FaultPoint("batch-committed")
    /// Everybody in a transaction was told; the log of the store is as long as it was.
    package static let batchAnswered = FaultPoint("batch-answered")

    /// Pages are about to move from the write-ahead log into the store.
    package static let checkpointBegun = FaultPoint("checkpoint-begun")
    /// Pages have moved from the write-ahead log into the store.
    package static let checkpointDone = FaultPoint("checkpoint-done")

    /// The places of the store, in the order of one submission.
    package static let ofStore: [FaultPoint] = [
        blobBegun, blobGrown, blobWritten, blobSynced, folderMade, blobMoved, blobSettled,
        batchBegun, batchRun, batchCommitted, batchAnswered, checkpointBegun, checkpointDone,
    ]
}
