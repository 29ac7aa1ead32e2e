/// A few threads for work that blocks on files.
final class WorkPool: Sendable {
    private let queue: WorkQueue<@Sendable () -> Void>

    init(_ name: String, threads: Int, bound: Int) throws(StoreError) {
        let queue = WorkQueue<@Sendable () -> Void>(bound: bound)
        self.queue = queue
        for _ in 0..<threads {
            try WorkerThread.start(name) {
                while let work = queue.pop() { work() }
            }
        }
    }

    /// Runs `body` on one of the threads. Throws `BlobError.busy` when too many wait.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withUnsafeThrowingContinuation { continuation in
            let refusal = queue.push { continuation.resume(with: Result { try body() }) }
            switch refusal {
            case nil: break
            case .full:
                continuation.resume(
                    throwing: BlobError.busy(retry: .milliseconds(Limits.busyRetryMilliseconds)))
            case .stopped: continuation.resume(throwing: BlobError.closed)
            }
        }
    }

    /// Ends the threads after the work that waits.
    func stop() {
        queue.stop()
    }
}
