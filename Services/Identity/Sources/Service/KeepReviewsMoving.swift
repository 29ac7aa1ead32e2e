internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Gives back a dossier that one of the staff has claimed; one that nobody has stays so.
    func release(_ text: String, by staff: Identifier, from origin: CallOrigin) async throws -> QueuedDossier {
        let id = try Self.dossierIdentifier(text)
        return try await store.write { transaction in
            var dossier = try transaction.underReview(id, profiles)
            let before = dossier.review
            do throws(DossierReview.Refusal) {
                dossier.review = try before.released(by: staff)
            } catch {
                throw IdentityError(error)
            }
            guard dossier.review != before else { return QueuedDossier(dossier) }
            dossier.touchedAt = nil
            try transaction.keep(dossier)
            try transaction.audit(dossier, .dossierReleased, by: staff, key: key)
            try tellReviewer(of: dossier, from: origin, in: transaction)
            return QueuedDossier(dossier)
        }
    }

    /// Takes a dossier from whoever has claimed it.
    func takeOver(_ text: String, by staff: Identifier, from origin: CallOrigin) async throws -> QueuedDossier {
        let id = try Self.dossierIdentifier(text)
        return try await store.write { transaction in
            var dossier = try transaction.underReview(id, profiles)
            guard dossier.account != staff else { throw IdentityError.ownDossier }
            // What they may do now, whatever their token says.
            let member = try transaction.account(staff)
            if let member, !member.roles.contains(.review) { throw IdentityError.notReviewer }
            let before = dossier.review
            do throws(DossierReview.Refusal) {
                dossier.review = try before.takenOver(
                    by: staff, touched: dossier.touchedAt, now: transaction.now,
                    isSupervisor: member?.roles.contains(.administrator) ?? false)
            } catch {
                throw IdentityError(error)
            }
            guard dossier.review != before else { return QueuedDossier(dossier) }
            dossier.touchedAt = transaction.now
            try transaction.keep(dossier)
            try transaction.audit(
                dossier, before.reviewer == nil ? .dossierClaimed : .dossierTakenOver, by: staff, key: key)
            try tellReviewer(of: dossier, from: origin, in: transaction)
            return QueuedDossier(dossier)
        }
    }

    /// Moves the deadline of a review, and has its applicant told why. Returns the answer's bytes: the first call's when
    /// this one repeats it.
    func extend(
        _ text: String, reason: String, by staff: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (QueuedDossier) -> [UInt8]
    ) async throws -> [UInt8] {
        let id = try Self.dossierIdentifier(text)
        if let fault = TextRule(1...DossierReview.Limits.reasonCharactersMax).fault(in: reason) {
            throw IdentityError.invalidFields([FieldFault(field: "reason", reason: fault)])
        }
        return try await store.once(call) { [key, notices] transaction in
            var dossier = try transaction.underReview(id, profiles)
            let calendar = try transaction.workingCalendar()
            do throws(DossierReview.Refusal) {
                dossier.review = try dossier.review.extended(
                    by: staff, reason: reason, on: ChinaTime.day(transaction.now), rules: dossier.rules,
                    calendar: calendar)
            } catch {
                throw IdentityError(error)
            }
            try transaction.keep(dossier)
            try transaction.append(
                Event(
                    type: IdentityEvents.dossierExtended, aggregate: id.text, payload: notices.dossierExtended(dossier),
                    trace: origin.trace))
            try transaction.audit(dossier, .dossierExtended, by: staff, key: key)
            try transaction.put(
                AccountErrand(account: dossier.account, extended: id), reference: identifiers.next(.request).text)
            return SavedAnswer(status: 0, body: answer(QueuedDossier(dossier)))
        }.body
    }

    /// Writes who has a dossier now.
    func tellReviewer(of dossier: Dossier, from origin: CallOrigin, in transaction: Transaction) throws {
        try transaction.append(
            Event(
                type: IdentityEvents.reviewerChanged, aggregate: dossier.id.text,
                payload: notices.reviewerChanged(dossier), trace: origin.trace))
    }
}
