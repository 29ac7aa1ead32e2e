/// Who is told what the store does: the runtime's metrics. Called on the store's threads, so an observer returns at
/// once and never calls the store.
package protocol StoreObserver: Sendable {
    /// A batch of `closures` was committed; `commit` is the time of the commit alone, disk included.
    func committed(closures: Int, commit: Duration)
    /// A batch failed as a whole.
    func batchFailed(closures: Int)
    /// A checkpoint held the writer for `stall`; `pages` remain in the write-ahead log.
    func checkpointed(stall: Duration, pages: Int)
    /// A read ended after `lifetime`, counted from its snapshot.
    func read(lifetime: Duration)
    /// The store has stopped for good; the process is expected to stop too.
    func failed(_ failure: StoreFailure)
}

extension StoreObserver {
    /// Looks away.
    package func committed(closures: Int, commit: Duration) {}
    /// Looks away.
    package func batchFailed(closures: Int) {}
    /// Looks away.
    package func checkpointed(stall: Duration, pages: Int) {}
    /// Looks away.
    package func read(lifetime: Duration) {}
    /// Looks away.
    package func failed(_ failure: StoreFailure) {}
}
