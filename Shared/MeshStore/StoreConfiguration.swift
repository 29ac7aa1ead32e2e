package import MeshCrypto

/// Where a store lives and how much it may take.
package struct StoreConfiguration: Sendable {
    /// Path of the database file; `<path>-wal`, `<path>-shm` and `<path>.lock` stand beside it.
    package var path: String
    /// Keys that seal answers and personal data; nil refuses to seal.
    package var masterKeys: MasterKeys?
    /// Threads, each with its own read-only connection.
    package var readers: Int
    /// How long one read may live, in milliseconds.
    package var readMilliseconds: Int
    /// Closures that may wait for the writer.
    package var writeQueueClosures: Int
    /// Closures that one transaction takes at most.
    package var batchClosures: Int
    /// Pages that the database may grow to; nil leaves it to the disk.
    package var pagesMax: Int?
    /// Who watches; nil for nobody.
    package var observer: (any StoreObserver)?

    /// A store at `path` with the usual bounds.
    package init(path: String, masterKeys: MasterKeys? = nil, observer: (any StoreObserver)? = nil) {
        self.path = path
        self.masterKeys = masterKeys
        self.observer = observer
        readers = Limits.readerThreads
        readMilliseconds = Limits.readMilliseconds
        writeQueueClosures = Limits.writeQueueClosures
        batchClosures = Limits.batchClosures
        pagesMax = nil
    }

    /// A store at `path` whose only master key is `masterKey`, version 1.
    package init(path: String, masterKey: SealingKey, observer: (any StoreObserver)? = nil) {
        self.init(path: path, masterKeys: MasterKeys(masterKey), observer: observer)
    }
}
