internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Approves a dossier: its holder has a new version. Returns the answer's bytes: the first call's when this one repeats
    /// it.
    func approve(
        _ text: String, by staff: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (QueuedDossier) -> [UInt8]
    ) async throws -> [UInt8] {
        guard let id = Identifier(text, kind: .dossier) else { throw IdentityError.invalidDossierID }
        return try await store.once(call) { [key, notices] transaction in
            var dossier = try transaction.underReview(id, profiles)
            do throws(DossierReview.Refusal) {
                dossier.review = try dossier.review.approved(by: staff)
            } catch {
                throw IdentityError(error)
            }
            let stale = dossier.staleFaults(on: ChinaTime.day(transaction.now))
            guard stale.isEmpty else { throw IdentityError.dossierStale(stale) }
            guard let holderID = dossier.holder else { throw StoreError.column("holder") }
            let holder = VerifiedHolder(
                id: holderID, account: dossier.account, authority: dossier.authority,
                version: try transaction.holderVersion(holderID) + 1, facts: dossier.draft, verifiedAt: transaction.now)
            try transaction.keep(dossier)
            try transaction.verify(holder, key: key)
            try transaction.setVerification(.verified, of: dossier.account, at: dossier.authority)
            try transaction.append(
                Event(
                    type: IdentityEvents.holderVerified, aggregate: holderID.text,
                    payload: notices.holderVerified(holder), trace: origin.trace))
            try transaction.audit(dossier, .dossierApproved, by: staff, key: key)
            try tellDecision(on: dossier, in: transaction)
            return SavedAnswer(status: 0, body: answer(QueuedDossier(dossier)))
        }.body
    }

    /// Gives a dossier back with what to correct, or refuses it for good when nothing is named; then its mobile number is
    /// free again. Returns the answer's bytes: the first call's when this one repeats it.
    func refuse(
        _ text: String, _ refusal: DossierRefusal, by staff: Identifier, from origin: CallOrigin,
        call: IdempotentRequest, answer: @escaping @Sendable (QueuedDossier) -> [UInt8]
    ) async throws -> [UInt8] {
        guard let id = Identifier(text, kind: .dossier) else { throw IdentityError.invalidDossierID }
        let (fields, slots) = try refusal.checked()
        return try await store.once(call) { [key, notices] transaction in
            var dossier = try transaction.underReview(id, profiles)
            do throws(DossierReview.Refusal) {
                dossier.review = try dossier.review.refused(
                    by: staff, reason: refusal.reason, fields: fields, slots: slots)
            } catch {
                throw IdentityError(error)
            }
            try transaction.keep(dossier)
            let isFinal = dossier.review.state == .failed
            if isFinal {
                if let holder = dossier.holder { try transaction.freeClaim(of: holder) }
                try transaction.setVerification(.failed, of: dossier.account, at: dossier.authority)
            }
            try transaction.append(
                Event(
                    type: IdentityEvents.dossierRefused, aggregate: id.text, payload: notices.dossierRefused(dossier),
                    trace: origin.trace))
            try transaction.audit(dossier, isFinal ? .dossierRefused : .dossierReturned, by: staff, key: key)
            try tellDecision(on: dossier, in: transaction)
            return SavedAnswer(status: 0, body: answer(QueuedDossier(dossier)))
        }.body
    }

    /// Has its applicant told how a dossier was decided on, once this transaction is there; once for each round.
    func tellDecision(on dossier: Dossier, in transaction: Transaction) throws {
        let decided = AccountErrand.DecidedRound(dossier: dossier.id, round: dossier.review.round)
        try transaction.put(
            AccountErrand(account: dossier.account, decided: decided), reference: decided.reference)
    }
}
