internal import Logging
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Runs the errands whose time has come, one after the other, so that what is known of an account later is never
    /// overtaken by what was known before; how many were looked at. Without a messenger they wait.
    package func runErrands() async throws -> Int {
        guard let messenger else { return 0 }
        // A look that finds nothing must not cost a commit.
        let next = try await store.read { try $0.nextJobTime(ErrandJobs.kind) }
        guard let next, next <= time.wall() else { return 0 }
        let jobs = try await store.write { transaction in
            try transaction.claimJobs(
                ErrandJobs.kind, limit: Limits.errandsPerLookMax, lease: .seconds(Limits.errandLeaseSeconds))
        }
        for job in jobs {
            // An errand whose outcome is not known is run again: neither half of it does anything a second time.
            let (outcome, forgotten) = try await run(job, with: messenger)
            let isDone = outcome == .delivered
            try await settle(job, as: outcome, "an errand") { transaction in
                try transaction.removeFormerContact(job.reference)
                if isDone, let forgotten { try transaction.setForgotten(forgotten) }
            }
        }
        return jobs.count
    }

    /// What became of an errand, and the account that was erased and is to be known nowhere, when it was that.
    private func run(
        _ job: ClaimedJob, with messenger: any AccountMessenger
    ) async throws -> (HandoverOutcome, forgotten: Identifier?) {
        guard let errand = AccountErrand(decoding: job.payload) else {
            return (.refused(reason: "it is none that this service knows"), nil)
        }
        if errand.isToFormer {
            return (try await tellFormer(of: errand, reference: job.reference, with: messenger), nil)
        }
        let account: Account?
        do {
            account = try await store.read { try $0.account(errand.account) }
        } catch StoreError.subjectErased {
            account = nil
        }
        // Of one that was erased meanwhile nothing is known any more, there neither, however often that is refused.
        guard let account else {
            // Notify gives up what is still to be sent there, so whoever was reached is told before.
            guard try await store.read({ try !$0.hasFormerContacts(of: errand.account) }) else {
                return (.notDelivered(reason: "where it was reached is not told yet"), nil)
            }
            return (await messenger.forget(errand.account).neverGivenUp, errand.account)
        }
        // Nobody else hears of one that its owner has not completed, whatever happened to it.
        guard !account.isIncomplete else { return (.delivered, nil) }
        // Always first, for a notice goes nowhere before it is known where.
        let outcome = await messenger.setContacts(of: account)
        guard outcome == .delivered else { return (outcome, nil) }
        if let dossier = errand.extended {
            // Of a review that is over meanwhile there is nothing to tell.
            let extended = try await store.read { [profiles] in
                try $0.dossier(dossier, under: profiles).flatMap { ExtendedReview($0) }
            }
            guard let extended else { return (.delivered, nil) }
            return (await messenger.tell(account.id, of: extended, reference: job.reference), nil)
        }
        if let decided = errand.decided {
            // What was corrected and handed in again, or withdrawn, meanwhile is nothing to be told of.
            let decision = try await store.read { [profiles] in
                try $0.dossier(decided.dossier, under: profiles).flatMap { DossierDecision($0, round: decided.round) }
            }
            guard let decision else { return (.delivered, nil) }
            return (await messenger.tell(account.id, of: decision, reference: job.reference), nil)
        }
        guard let notice = errand.notice else { return (outcome, nil) }
        return (await messenger.tell(account.id, of: notice, reference: job.reference), nil)
    }

    private func tellFormer(
        of errand: AccountErrand, reference: String, with messenger: any AccountMessenger
    ) async throws -> HandoverOutcome {
        guard let notice = errand.notice,
            let former = try await store.read({ [key] in try $0.formerContact(reference, key: key) })
        else { return .delivered }
        return await messenger.tell(former, of: notice, reference: reference)
    }

    /// Writes down what became of a job, in one transaction with what `also` does when it is over.
    func settle(
        _ job: ClaimedJob, as outcome: HandoverOutcome, _ what: String,
        also end: @escaping @Sendable (Transaction) throws -> Void = { _ in }
    ) async throws {
        try await store.write { transaction in
            switch outcome {
            case .delivered:
                try transaction.complete(job)
                try end(transaction)
            case .notDelivered(let reason): try transaction.retry(job, because: reason)
            case .unknown(let reason): try transaction.leaveUnknown(job, because: reason)
            case .refused(let reason):
                try transaction.fail(job, because: reason)
                try end(transaction)
            }
        }
        switch outcome {
        case .delivered: break
        case .notDelivered(let reason), .unknown(let reason):
            logger.info(
                "something is tried again",
                metadata: [
                    "what": "\(what)", "job": "\(job.reference)", "tries": "\(job.attempts)", "reason": "\(reason)",
                ])
        case .refused(let reason):
            logger.warning(
                "something was refused and is not tried again",
                metadata: ["what": "\(what)", "job": "\(job.reference)", "reason": "\(reason)"])
        }
    }
}
