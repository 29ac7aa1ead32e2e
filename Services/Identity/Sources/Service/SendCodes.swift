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
        // Each waits for an answer of its own, and no code for another's.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for job in jobs { group.addTask { try await send(job) } }
            try await group.waitForAll()
        }
        return jobs.count
    }

    private func send(_ job: ClaimedJob) async throws {
        let letter = try await store.read { [key] in try $0.letter(job.reference, key: key) }
        var outcome = HandoverOutcome.delivered
        // A code whose outcome is not known is sent again under the same reference, which is sent once.
        if let letter, letter.expiresAt > time.wall() {
            outcome = await delivery.deliver(letter, reference: job.reference)
        }
        try await settle(job, as: outcome, "a code") { try $0.removeLetter(job.reference) }
    }

    /// Removes what was counted, sent and ended long ago; how many rows.
    package func sweep() async throws -> Int {
        var removed = 0
        for _ in 0..<Limits.sweepStepsMax {
            let step = try await store.write { transaction in
                try transaction.sweepCodes(count: Limits.sweepRows)
                    + transaction.sweepThrottles(count: Limits.sweepRows)
                    + transaction.sweepSessions(count: Limits.sweepRows)
                    + transaction.sweepThirdParties(count: Limits.sweepRows)
                    + transaction.sweepFormerContacts(count: Limits.sweepRows)
                    + transaction.sweepInvitations(count: Limits.sweepRows)
            }
            removed += step
            if step < Limits.sweepRows { break }
        }
        return removed
    }
}
