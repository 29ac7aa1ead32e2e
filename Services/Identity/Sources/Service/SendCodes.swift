internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Sends the codes whose time has come; how many were looked at. A code that is over is not sent any more.
    package func sendCodes() async throws -> Int {
        // A look that finds nothing must not cost a commit.
        let next = try await store.read { try $0.nextJobTime(CodeJobs.kind) }
        guard let next, next <= time.wall() else { return 0 }
        let jobs = try await store.write { transaction in
            try transaction.claimJobs(
                CodeJobs.kind, limit: Limits.codesPerLookMax, lease: .seconds(Limits.codeLeaseSeconds))
        }
        for job in jobs { try await send(job) }
        return jobs.count
    }

    private func send(_ job: ClaimedJob) async throws {
        let letter = try await store.read { [key] in try $0.letter(job.reference, key: key) }
        var outcome = CodeDeliveryOutcome.delivered
        if let letter, letter.expiresAt > time.wall() {
            outcome = await delivery.deliver(letter, reference: job.reference)
        }
        let settled = outcome
        try await store.write { transaction in
            switch settled {
            case .delivered:
                try transaction.complete(job)
                try transaction.removeLetter(job.reference)
            case .notDelivered(let reason): try transaction.retry(job, because: reason)
            case .unknown(let reason): try transaction.leaveUnknown(job, because: reason)
            }
        }
    }

    /// Removes what was counted, sent and ended long ago; how many rows.
    package func sweep() async throws -> Int {
        try await store.write { transaction in
            try transaction.sweepCodes(count: Limits.sweepRows) + transaction.sweepThrottles(count: Limits.sweepRows)
                + transaction.sweepSessions(count: Limits.sweepRows)
        }
    }
}
