package import Logging
internal import MeshCrypto
package import MeshKernel
package import MeshRuntime
package import MeshStore
internal import Synchronization

/// Has the log's checkpoints timed by authorities elsewhere: while the log grows, one job each interval, which asks one
/// authority after the other until enough of them have answered something that holds.
///
/// A log that does not grow is timed again after a period, whether it is quiet, frozen or over: a later time bounds nothing
/// more closely than the first, but old bundles lead to it when nobody believes the first token's signature any more.
package final class CheckpointTiming: Sendable {
    /// Names the jobs.
    package static let jobKind = "time-checkpoint"

    private let authorities: [ExternalAuthority]
    private let copies: Int
    private let interval: Duration
    private let renewal: Duration
    private let store: Store
    private let latest: LatestHead
    private let exchanges: OffloadPool
    private let time: any TimeSource
    private let random: any RandomSource
    private let report: TimeReport
    private let logger: Logger
    private let scheduled = Mutex<UInt64?>(nil)
    private let timeoutMilliseconds: Int64

    /// What is to be timed.
    private struct Work {
        let size: UInt64
        /// Tokens after this moment count; nil when any does.
        let after: WallTime?
    }

    /// `copies` authorities time one checkpoint, and `renewal` after the last of them has, again. `exchanges` has threads
    /// that may wait.
    package init(
        _ authorities: [ExternalAuthority], copies: Int, interval: Duration,
        renewal: Duration = .seconds(86_400 * Limits.checkpointRenewalDaysDefault), store: Store, latest: LatestHead,
        exchanges: OffloadPool, time: any TimeSource, random: any RandomSource, report: TimeReport, logger: Logger,
        timeoutMilliseconds: Int64 = Limits.exchangeMilliseconds
    ) {
        self.authorities = authorities
        self.copies = max(1, min(copies, authorities.count, TimedCheckpoint.Limits.tokensMax))
        self.interval = interval
        self.renewal = renewal
        self.store = store
        self.latest = latest
        self.exchanges = exchanges
        self.time = time
        self.random = random
        self.report = report
        self.logger = logger
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// Whether any authority is configured.
    package var isNeeded: Bool { !authorities.isEmpty }

    /// Queues and works until the task is cancelled.
    package func run() async throws {
        var due = time.monotonic()
        while true {
            do {
                if time.monotonic() >= due {
                    due = time.monotonic().advanced(by: interval)
                    _ = try await schedule()
                }
                while try await work() {}
            } catch let error as StoreError {
                if error == .closed { throw error }
                logger.warning("no checkpoint can be timed now", metadata: ["error": "\(error)"])
            }
            let rest = due.since(time.monotonic())
            try await Task.sleep(for: max(.zero, min(rest, .seconds(Limits.timestampLookSeconds))))
        }
    }

    /// Queues the newest checkpoint; false when the log has not grown since the last one and that was timed not so long
    /// ago.
    package func schedule() async throws -> Bool {
        guard let head = latest.head else { return false }
        guard scheduled.withLock({ $0 }) != head.size else { return try await scheduleAgain(head.size) }
        let isNew = try await store.write { transaction in
            try transaction.keepCheckpoint(size: head.size, note: head.checkpoint)
            return try transaction.enqueue(
                Job(
                    kind: Self.jobKind, reference: "\(head.size)",
                    payload: Self.payload(Work(size: head.size, after: nil))))
        }
        scheduled.withLock { $0 = head.size }
        return try await isNew ? true : scheduleAgain(head.size)
    }

    /// Queues a checkpoint that was timed, when that is long ago. One that nobody has timed yet has its job already.
    private func scheduleAgain(_ size: UInt64) async throws -> Bool {
        let due = time.wall().advanced(by: .zero - renewal)
        guard let newest = try await store.read({ try $0.newestTokenTime(ofSize: size) }), newest <= due else {
            return false
        }
        return try await store.write { transaction in
            try transaction.enqueue(
                Job(
                    kind: Self.jobKind, reference: "\(size)/\(newest.milliseconds)",
                    payload: Self.payload(Work(size: size, after: newest))))
        }
    }

    /// Does one job whose time has come; false when there is none.
    package func work() async throws -> Bool {
        let lease = Duration.seconds(Limits.timestampLeaseSeconds)
        // Asking again for the same token harms nobody, so a job with an unknown outcome is simply done.
        guard let job = try await store.write({ try $0.claimJobs(Self.jobKind, limit: 1, lease: lease) }).first else {
            return false
        }
        guard let work = Self.work(job.payload),
            let stored = try await store.read({ try $0.checkpoint(ofSize: work.size) }),
            let note = try? SignedNote(parsing: stored.note)
        else {
            try await store.write { try $0.fail(job, because: "there is no such checkpoint") }
            return true
        }
        if try await isOvertaken(work.size, attempts: job.attempts) {
            try await store.write { try $0.complete(job) }
            return true
        }
        let count = try await ask(for: work, digest: Digest.sha256(Array(note.text.utf8)))
        let copies = copies
        try await store.write { transaction in
            if count >= copies {
                try transaction.complete(job)
            } else {
                try transaction.retry(job, because: "\(count) of \(copies) authorities have timed it")
            }
        }
        return true
    }

    /// Whether a later checkpoint has what this one wants, or waits for it while this one has been tried already.
    private func isOvertaken(_ size: UInt64, attempts: Int) async throws -> Bool {
        if attempts > 1, let newest = scheduled.withLock({ $0 }), newest > size { return true }
        let copies = copies
        return try await store.read { try $0.newestTokenedSize(count: copies) }.map { $0 > size } ?? false
    }

    /// How many authorities have timed the checkpoint in the end.
    private func ask(for work: Work, digest: [UInt8]) async throws -> Int {
        var sources = Set(
            try await store.read { snapshot in
                try work.after.map { try snapshot.renewalSources(ofSize: work.size, after: $0) }
                    ?? snapshot.tokenSources(ofSize: work.size)
            })
        for authority in authorities where sources.count < copies && !sources.contains(authority.name) {
            guard let (response, moment) = await token(of: authority, digest: digest) else { continue }
            let word = CheckpointTime(kind: .token, source: authority.name, time: moment, word: response)
            try await store.write { transaction in
                if work.after == nil {
                    try transaction.keep(word, ofSize: work.size)
                } else {
                    try transaction.keepRenewal(word, ofSize: work.size)
                }
            }
            sources.insert(authority.name)
        }
        return sources.count
    }

    private func token(of authority: ExternalAuthority, digest: [UInt8]) async -> ([UInt8], WallTime)? {
        do throws(OffloadError<ExternalAuthority.Failure>) {
            let (response, token) = try await exchanges.run {
                [time, random, timeoutMilliseconds] () throws(ExternalAuthority.Failure) in
                try authority.token(
                    for: digest, time: time, random: random, timeoutMilliseconds: timeoutMilliseconds)
            }
            report.authority(authority.name, "granted")
            return (response, token.time)
        } catch {
            switch error {
            case .work(let failure):
                report.authority(authority.name, failure.word)
                logger.warning(
                    "an authority's answer is not kept",
                    metadata: ["authority": "\(authority.name)", "reason": "\(failure)"])
            case .full, .cancelled, .closed: break
            }
            return nil
        }
    }

    private static func payload(_ work: Work) -> [UInt8] {
        bytes(work.size) + (work.after.map { bytes(UInt64(bitPattern: $0.milliseconds)) } ?? [])
    }

    /// Jobs for the first tokens have the size alone.
    private static func work(_ payload: [UInt8]) -> Work? {
        switch payload.count {
        case 8: Work(size: number(payload[...]), after: nil)
        case 16:
            Work(
                size: number(payload[..<8]),
                after: WallTime(milliseconds: Int64(bitPattern: number(payload[8...]))))
        default: nil
        }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
