import NIOCore
import NIOPosix
import Synchronization

/// Threads for synchronous work that would hold an event loop: more than 200 µs of processor time, or any wait for the
/// system. As many threads as cores, a bounded queue, and a refusal when it is full.
package final class OffloadPool: Sendable {
    /// Threads of the pool.
    package let threadCount: Int
    /// Pieces of work that may wait for a thread.
    package let queueMax: Int

    private let threads: NIOThreadPool
    private let admitted = Atomic<Int>(0)
    private let running = Atomic<Int>(0)
    private let refused = Atomic<UInt64>(0)
    private let isClosed = Atomic<Bool>(false)

    /// Starts `threadCount` threads.
    package init(threadCount: Int = System.coreCount, queueMax: Int? = nil) {
        precondition(threadCount > 0, "a pool needs a thread")
        self.threadCount = threadCount
        self.queueMax = queueMax ?? threadCount * Limits.offloadQueuePerThreadMax
        threads = NIOThreadPool(numberOfThreads: threadCount)
        threads.start()
    }

    /// Pieces of work that wait for a thread now.
    package var waitingCount: Int { max(0, admitted.load(ordering: .relaxed) - running.load(ordering: .relaxed)) }
    /// Pieces of work that run now.
    package var runningCount: Int { running.load(ordering: .relaxed) }
    /// Pieces of work that were refused since the start.
    package var refusedCount: UInt64 { refused.load(ordering: .relaxed) }

    /// Runs `body` on a thread of the pool. A task that is cancelled before its turn never runs it and returns at once;
    /// after that the work is carried through, for it cannot be stopped safely.
    package func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(OffloadError<Failure>) -> Value {
        guard !isClosed.load(ordering: .acquiring) else { throw .closed }
        guard admit() else {
            refused.wrappingAdd(1, ordering: .relaxed)
            throw .full
        }
        let item = OffloadItem(body)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                item.wait(continuation)
                threads.submit { state in self.perform(item, isActive: state == .active) }
            }
        } onCancel: {
            item.cancel()
        }
        return try result.get()
    }

    /// Refuses new work and returns when what was admitted has ended.
    package func close() async {
        guard isClosed.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else { return }
        // The pool's own shutdown drops what waits; so let the queue run dry through one last piece for each thread.
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            threads.submit { _ in continuation.resume() }
        }
        try? await threads.shutdownGracefully()
    }

    private func perform<Value, Failure>(_ item: OffloadItem<Value, Failure>, isActive: Bool) {
        running.wrappingAdd(1, ordering: .relaxed)
        // The place is given back only here, also by work that was cancelled while it waited: otherwise waiting and
        // cancelling in turn could fill memory past the bound.
        defer {
            running.wrappingSubtract(1, ordering: .relaxed)
            admitted.wrappingSubtract(1, ordering: .relaxed)
        }
        isActive ? item.perform() : item.close()
    }

    private func admit() -> Bool {
        let before = admitted.wrappingAdd(1, ordering: .relaxed).oldValue
        guard before < threadCount + queueMax else {
            admitted.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        return true
    }
}
