package import Logging
internal import MeshKernel
package import MeshRuntime
package import MeshStore

/// Has filings timed by their suppliers' authorities: one job for each filing, which asks until something comes that
/// holds. What is timed is the statement's digest, which the filing was kept with, so that no fact leaves this service.
package final class FilingTimestamps: Sendable {
    /// Names the jobs.
    package static let jobKind = "time-filing"

    private let suppliers: TimestampSuppliers
    private let store: Store
    private let exchanges: OffloadPool
    private let report: TimeReport
    private let logger: Logger

    /// `exchanges` has threads that may wait.
    package init(
        _ suppliers: TimestampSuppliers, store: Store, exchanges: OffloadPool, report: TimeReport, logger: Logger
    ) {
        self.suppliers = suppliers
        self.store = store
        self.exchanges = exchanges
        self.report = report
        self.logger = logger
    }

    /// Works until the task is cancelled.
    package func run() async throws {
        for await _ in store.looks(.jobs, every: .seconds(Limits.timestampLookSeconds)) {
            do {
                while try await work() {}
            } catch let error as StoreError {
                if error == .closed { throw error }
                logger.warning("no filing can be timed now", metadata: ["error": "\(error)"])
            }
        }
        try Task.checkCancellation()
    }

    /// Does one job whose time has come; false when there is none.
    package func work() async throws -> Bool {
        // Mostly there is nothing, which a reader can tell without the writer.
        guard try await store.read({ try $0.hasUntimedFilings() }) else { return false }
        let lease = Duration.seconds(Limits.timestampLeaseSeconds)
        // Asking again for the same token harms nobody, so a job with an unknown outcome is simply done.
        guard let job = try await store.write({ try $0.claimJobs(Self.jobKind, limit: 1, lease: lease) }).first else {
            return false
        }
        let id = Identifier(stored: job.reference)
        guard let filing = try await store.read({ try $0.untimedFiling(id) }) else {
            try await store.write { try $0.complete(job) }
            return true
        }
        let outcome = await token(of: filing.supplier, over: filing.statementSHA256)
        try await store.write { transaction in
            switch outcome {
            case .success(let (response, time)):
                if try transaction.keepToken(response, at: time, of: id, account: filing.account) {
                    try transaction.complete(job)
                } else {
                    try transaction.fail(job, because: "the filing's account was erased")
                }
            case .failure(let reason): try transaction.retry(job, because: reason.words)
            }
        }
        return true
    }

    private struct Refusal: Error {
        let words: String
    }

    private func token(of supplier: String, over digest: [UInt8]) async -> Result<([UInt8], WallTime), Refusal> {
        do throws(OffloadError<ExternalAuthority.Failure>) {
            let (response, time) = try await exchanges.run { [suppliers] () throws(ExternalAuthority.Failure) in
                try suppliers.token(of: supplier, over: digest)
            }
            report.authority(supplier, "granted")
            return .success((response, time))
        } catch {
            switch error {
            case .work(let failure):
                report.authority(supplier, failure.word)
                logger.warning(
                    "a supplier's answer is not kept", metadata: ["supplier": "\(supplier)", "reason": "\(failure)"])
                return .failure(Refusal(words: failure.word))
            case .full, .cancelled, .closed: return .failure(Refusal(words: "nobody had time to ask"))
            }
        }
    }
}
