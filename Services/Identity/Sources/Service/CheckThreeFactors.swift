internal import Logging
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Asks about the dossiers whose time has come, one after the other; how many were looked at. Whoever handed one in does
    /// not wait for it, and nothing is decided by it unless the configuration says so.
    package func checkThreeFactors() async throws -> Int {
        // A look that finds nothing must not cost a commit.
        let next = try await store.read { try $0.nextJobTime(ThreeFactorJobs.kind) }
        guard let next, next <= time.wall() else { return 0 }
        let jobs = try await store.write { transaction in
            try transaction.claimJobs(
                ThreeFactorJobs.kind, limit: Limits.threeFactorsPerLookMax,
                lease: .seconds(Limits.threeFactorLeaseSeconds))
        }
        for job in jobs { try await check(job) }
        return jobs.count
    }

    private func check(_ job: ClaimedJob) async throws {
        guard let question = ThreeFactorQuestion(reference: job.reference) else {
            return try await settle(
                job, as: .refused(reason: "it is none that this service knows"), "a three-factor check")
        }
        guard let claim = try await store.read({ try $0.pendingClaim(question, profiles) }) else {
            // It was taken back, decided or erased meanwhile: nobody needs to know any more.
            return try await settle(job, as: .delivered, "a three-factor check") { transaction in
                try transaction.endThreeFactors(of: question)
            }
        }
        let provider = threeFactors.provider
        // An answer that was lost is asked for again: asking changes nothing there.
        let answer = await provider.check(claim)
        switch answer {
        case .outcome(let outcome):
            try await settle(job, as: .delivered, "a three-factor check") { transaction in
                try conclude(question, outcome, of: claim, in: transaction)
            }
        case .failed(let reason):
            let isLast = job.attempts >= Limits.threeFactorAttemptsMax
            let became = isLast ? HandoverOutcome.refused(reason: reason) : .notDelivered(reason: reason)
            try await settle(job, as: became, "a three-factor check") { transaction in
                try conclude(question, .unavailable, of: claim, in: transaction)
            }
        }
    }

    /// Keeps what came of a question, and gives the dossier back where the configuration says so of a mismatch and nobody of
    /// the staff has it yet.
    private func conclude(
        _ question: ThreeFactorQuestion, _ outcome: ThreeFactorCheck.Outcome, of claim: ThreeFactorClaim,
        in transaction: Transaction
    ) throws {
        guard let check = try transaction.threeFactorCheck(of: question.dossier, round: question.round),
            check.outcome == .pending
        else { return }
        try transaction.keep(
            ThreeFactorCheck(
                dossier: question.dossier, round: question.round, outcome: outcome,
                provider: threeFactors.provider.name, proof: check.proof, at: transaction.now))
        // Of one that was handed in again, or taken back, while the provider was asked, that is all.
        guard var dossier = try transaction.unerased(question.dossier, profiles),
            dossier.review.round == question.round
        else { return }
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: dossier.account.text, actor: IdentityNode.name,
                action: .threeFactorChecked, object: dossier.id.text), key: key)
        guard outcome == .inconsistent, threeFactors.returnsMismatch, dossier.review.state == .inReview,
            dossier.review.reviewer == nil
        else { return }
        do throws(DossierReview.Refusal) {
            dossier.review = try dossier.review.returned(because: Self.mismatchReason, fields: claim.fields)
        } catch {
            throw IdentityError(error)
        }
        dossier.touchedAt = nil
        try transaction.keep(dossier)
        try transaction.append(
            Event(
                type: IdentityEvents.dossierRefused, aggregate: dossier.id.text,
                payload: notices.dossierRefused(dossier), trace: ""))
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: dossier.account.text, actor: IdentityNode.name,
                action: .dossierReturned, object: dossier.id.text), key: key)
        try tellDecision(on: dossier, in: transaction)
    }

    private static let mismatchReason = "姓名、证件号码与手机号码不一致，请核对后重新提交。"
}

extension Snapshot {
    /// What is claimed by a round that is still in review and of which nothing is known yet.
    fileprivate func pendingClaim(
        _ question: ThreeFactorQuestion, _ profiles: AuthorityProfiles
    ) throws -> ThreeFactorClaim? {
        guard try threeFactorCheck(of: question.dossier, round: question.round)?.outcome == .pending,
            let dossier = try unerased(question.dossier, profiles), dossier.review.state == .inReview,
            dossier.review.round == question.round
        else { return nil }
        return ThreeFactorClaim(dossier.draft)
    }

    /// A dossier; nil also when its account was erased.
    fileprivate func unerased(_ id: Identifier, _ profiles: AuthorityProfiles) throws -> Dossier? {
        do {
            return try dossier(id, under: profiles)
        } catch StoreError.subjectErased {
            return nil
        }
    }
}
