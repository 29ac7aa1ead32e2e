package import MeshKernel

extension Transaction {
    /// Queues a job, to be committed with its cause. False when one of the same kind and reference is there already, in
    /// whatever state: the same work is not queued twice while its row stands, which is for thirty days after it was
    /// done, longer than any answer is kept that could ask for it again.
    @discardableResult
    package func enqueue(_ job: Job) throws(StoreError) -> Bool {
        guard job.payload.count <= Limits.payloadBytes else { throw .payloadTooLarge(bytes: job.payload.count) }
        let now = now
        let added = try execute(
            """
            INSERT INTO jobs (id, kind, reference, payload, state, attempts, next_at, lease, lease_until, error, at)
            VALUES (?, ?, ?, ?, 'ready', 0, ?, 0, NULL, '', ?)
            ON CONFLICT (kind, reference) DO NOTHING
            """,
            SQLValue(context.identifiers.next(.job)), .text(job.kind), .text(job.reference), .blob(job.payload),
            SQLValue(job.notBefore ?? now), SQLValue(now))
        topics.insert(.jobs)
        return added == 1
    }

    /// Takes jobs of `kind` whose time has come, for the length of `lease`; at most `limit` (and never more than 256).
    /// Jobs with an unknown outcome come first and bear `mustLookUp`. A lease that has ended makes its job unknown: the
    /// worker may have reached the outside.
    ///
    /// With `shareMax`, a job's share is its reference up to the first `/`, and no share has more jobs in hand than that:
    /// those that it has beyond are passed over, and where they are so many that nothing else could be seen behind them,
    /// all but the next ones of each share are put off for a moment, a bounded number at once.
    package func claimJobs(
        _ kind: String, limit: Int, lease: Duration, shareMax: Int? = nil
    ) throws(StoreError) -> [ClaimedJob] {
        let now = now
        try execute(
            """
            UPDATE jobs SET state = 'unknown', lease_until = NULL, next_at = ?, error = 'the lease ended'
            WHERE lease_until IS NOT NULL AND lease_until <= ?
            """,
            SQLValue(now), SQLValue(now))
        var claimed: [ClaimedJob] = []
        var remaining = max(0, min(limit, Limits.claimJobs))
        var shares: JobShares?
        if let shareMax { shares = try JobShares(self, kind, shareMax) }
        // The state stands in the statement: bound, it would be compiled anew each time, for the index of one state.
        for state in [JobState.unknown, .ready] where remaining > 0 {
            let jobs: [ClaimedJob]
            if shares == nil {
                jobs = try claim(
                    """
                    (SELECT id FROM jobs WHERE kind = ? AND state = '\(state.rawValue)' AND next_at <= ?
                    ORDER BY next_at, id LIMIT ?)
                    """, [.text(kind), SQLValue(now), SQLValue(remaining)], state, lease)
            } else {
                jobs = try claimShared(kind, state, limit: remaining, lease: lease, &shares)
            }
            claimed += jobs
            remaining -= jobs.count
        }
        return claimed
    }

    /// Of the first jobs that are due, those whose shares are not full.
    private func claimShared(
        _ kind: String, _ state: JobState, limit: Int, lease: Duration, _ shares: inout JobShares?
    ) throws(StoreError) -> [ClaimedJob] {
        let due = try rows(
            """
            SELECT id, reference FROM jobs WHERE kind = ? AND state = '\(state.rawValue)' AND next_at <= ?
            ORDER BY next_at, id LIMIT ?
            """, .text(kind), SQLValue(now), SQLValue(Limits.sharedClaimRows))
        var wanted: [SQLValue] = []
        var passedOver: [SQLValue] = []
        for row in due {
            let id = SQLValue.text(try row.text("id"))
            if wanted.count == limit { break }
            let reference = try row.text("reference")
            if shares?.take(reference) == true {
                wanted.append(id)
            } else if shares?.passOver(reference) == true {
                passedOver.append(id)
            }
        }
        // Whoever waits behind so many is seen the next time.
        if wanted.count < limit, due.count == Limits.sharedClaimRows {
            try putOff(passedOver.prefix(Limits.claimJobs))
            topics.insert(.jobs)
        }
        guard !wanted.isEmpty else { return [] }
        return try claim("(\(Self.marks(wanted.count)))", wanted, state, lease)
    }

    /// Puts jobs off that hide others, the longer the longer they have waited: those of a share that stays full are not
    /// moved again and again.
    private func putOff(_ jobs: ArraySlice<SQLValue>) throws(StoreError) {
        guard !jobs.isEmpty else { return }
        let now = SQLValue(now)
        let shortest = SQLValue(Limits.passedOverMilliseconds)
        let longest = SQLValue(Limits.passedOverMillisecondsMax)
        try execute(
            """
            UPDATE jobs SET next_at = ? + CASE
                WHEN (? - at) / 2 < ? THEN ? WHEN (? - at) / 2 > ? THEN ? ELSE (? - at) / 2 END
            WHERE id IN (\(Self.marks(jobs.count)))
            """, [now, now, shortest, shortest, now, longest, longest, now] + jobs)
    }

    /// Takes the jobs whose identifiers `list` names.
    private func claim(
        _ list: String, _ arguments: [SQLValue], _ state: JobState, _ lease: Duration
    ) throws(StoreError) -> [ClaimedJob] {
        let until = now.advanced(by: lease)
        let rows = try rows(
            """
            UPDATE jobs SET state = 'running', attempts = attempts + 1, lease = lease + 1, lease_until = ?
            WHERE id IN \(list)
            RETURNING id, kind, reference, payload, attempts, lease
            """, [SQLValue(until)] + arguments)
        var claimed: [ClaimedJob] = []
        for row in rows {
            claimed.append(
                ClaimedJob(
                    id: try row.text("id"), kind: try row.text("kind"), reference: try row.text("reference"),
                    payload: try row.blob("payload"), attempts: Int(try row.integer("attempts")),
                    mustLookUp: state == .unknown, leaseUntil: until, lease: try row.integer("lease")))
        }
        return claimed
    }

    private static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }

    /// The work is done, or was found to have been done.
    package func complete(_ job: ClaimedJob) throws(StoreError) {
        try settle(job, .done, nextAt: now, error: "")
    }

    /// The work was not done and nothing reached the outside, or a look-up has shown so: to be tried again after a
    /// pause that doubles with each attempt.
    package func retry(_ job: ClaimedJob, because reason: String) throws(StoreError) {
        try settle(job, .ready, nextAt: pausedUntil(job), error: reason)
        topics.insert(.jobs)
    }

    /// Nobody could be asked to do the work: to be tried at `time`, as if it had not been claimed.
    package func postpone(_ job: ClaimedJob, until time: WallTime, because reason: String) throws(StoreError) {
        try settle(job, job.mustLookUp ? .unknown : .ready, nextAt: time, error: reason)
        try execute("UPDATE jobs SET attempts = attempts - 1 WHERE id = ?", .text(job.id))
        topics.insert(.jobs)
    }

    /// Whether the work was done is not known: to be looked up after a pause, and not sent again before.
    package func leaveUnknown(_ job: ClaimedJob, because reason: String) throws(StoreError) {
        try settle(job, .unknown, nextAt: pausedUntil(job), error: reason)
        topics.insert(.jobs)
    }

    /// The work cannot be done.
    package func fail(_ job: ClaimedJob, because reason: String) throws(StoreError) {
        try settle(job, .failed, nextAt: now, error: reason)
    }

    /// Removes jobs that have been done for `Limits.finishedJobDays`, a bounded number at once; returns how many. A job
    /// that was given up or whose outcome is unknown stays until somebody has settled it.
    func pruneJobs() throws(StoreError) -> Int {
        // A settled job's `next_at` is the moment at which it was settled.
        let before = now.advanced(by: .zero - .seconds(86_400 * Limits.finishedJobDays))
        return try execute(
            """
            DELETE FROM jobs WHERE id IN
                (SELECT id FROM jobs WHERE state = 'done' AND next_at <= ? ORDER BY next_at LIMIT ?)
            """,
            SQLValue(before), SQLValue(Limits.sweepRows))
    }

    private func settle(
        _ job: ClaimedJob, _ state: JobState, nextAt: WallTime, error: String
    ) throws(StoreError) {
        let settled = try execute(
            """
            UPDATE jobs SET state = ?, next_at = ?, error = ?, lease_until = NULL
            WHERE id = ? AND state = 'running' AND lease = ?
            """,
            .text(state.rawValue), SQLValue(nextAt), .text(error), .text(job.id), .integer(job.lease))
        guard settled == 1 else { throw .leaseLost(job: job.id) }
    }

    private func pausedUntil(_ job: ClaimedJob) -> WallTime {
        let pause = Backoff.pause(
            attempt: job.attempts, first: Limits.jobRetryMilliseconds, longest: Limits.jobRetryMillisecondsMax,
            random: context.random)
        return now.advanced(by: .milliseconds(pause))
    }
}

extension Snapshot {
    /// How many jobs of `kind` stand in each state.
    package func jobCounts(_ kind: String) throws(StoreError) -> [JobState: Int] {
        var counts: [JobState: Int] = [:]
        for row in try rows("SELECT state, COUNT(*) AS jobs FROM jobs WHERE kind = ? GROUP BY state", .text(kind)) {
            guard let state = JobState(rawValue: try row.text("state")) else { throw .column("state") }
            counts[state] = Int(try row.integer("jobs"))
        }
        return counts
    }

    /// When the next job of `kind` may be claimed, leases that end included; nil when none waits.
    package func nextJobTime(_ kind: String) throws(StoreError) -> WallTime? {
        try row(
            """
            SELECT MIN(CASE WHEN state = 'running' THEN lease_until ELSE next_at END) AS next FROM jobs
            WHERE kind = ? AND state IN ('ready', 'unknown', 'running')
            """, .text(kind))?.optionalTime("next")
    }
}
