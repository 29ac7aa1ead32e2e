internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Hands a draft in. Returns the answer's bytes: the first call's when this one repeats it.
    func submit(
        _ text: String, code: String, disputing disputed: [String], of account: Identifier, from origin: CallOrigin,
        call: IdempotentRequest, answer: @escaping @Sendable (Dossier) -> [UInt8]
    ) async throws -> [UInt8] {
        try await handIn(
            text, writing: [:], code: code, disputing: disputed, of: account, corrects: false, from: origin, call: call,
            answer: answer)
    }

    /// Corrects what staff named and hands the dossier in again. Returns the answer's bytes: the first call's when this
    /// one repeats it.
    func correct(
        _ text: String, _ writing: DossierWriting, code: String, disputing disputed: [String], of account: Identifier,
        from origin: CallOrigin, call: IdempotentRequest, answer: @escaping @Sendable (Dossier) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let written = try writing.checked()
        return try await handIn(
            text, writing: written, code: code, disputing: disputed, of: account, corrects: true, from: origin,
            call: call, answer: answer)
    }

    private func handIn(
        _ text: String, writing: [DossierField: String], code: String, disputing words: [String],
        of account: Identifier, corrects: Bool, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Dossier) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        guard code.isEmpty || OneTimeCode.isWellFormed(code) else {
            throw IdentityError.invalidFields([FieldFault(field: "mobile_code", reason: .malformed)])
        }
        let disputed = try DossierField.disputed(words)
        let today = today
        // A wrong code counts, so it is tried where nothing undoes that, and used up where everything else is right.
        if writing[.emailCode] != nil {
            try await store.write { [key, profiles] transaction in
                var dossier = try transaction.dossier(text, of: account, under: profiles)
                try transaction.write(writing, into: &dossier, spendsCode: false, key: key)
            }
        }
        let proof = try await store.write { [key] transaction in
            let dossier = try transaction.whole(
                text, writing: writing, disputing: disputed, of: account, corrects: corrects, under: profiles,
                spendsCode: false, today: today, key: key)
            return try transaction.mobileProof(
                of: dossier, code: code, from: origin.source, spends: false, key: key)
        }
        guard proof != nil else { throw IdentityError.codeRefused }
        let holderID = identifiers.next(.holder)
        let (saved, removed) = try await store.write { [key] transaction in
            var removed: [String] = []
            let saved = try transaction.once(call) { transaction in
                var dossier = try transaction.whole(
                    text, writing: writing, disputing: disputed, of: account, corrects: corrects, under: profiles,
                    spendsCode: true, today: today, key: key)
                let proof = try transaction.mobileProof(
                    of: dossier, code: code, from: origin.source, spends: true, key: key)
                guard let proof else { throw IdentityError.codeRefused }
                let hadReviewer = dossier.review.reviewer != nil
                let notice = dossier.draft[.promise]
                removed = try transaction.handIn(&dossier, orAs: holderID, today: today, key: key)
                let claim = ThreeFactorClaim(dossier.draft)
                try transaction.keep(
                    ThreeFactorCheck(
                        dossier: dossier.id, round: dossier.review.round,
                        outcome: claim == nil ? .unchecked : threeFactors.provider.firstOutcome,
                        provider: claim == nil ? StaffThreeFactors().name : threeFactors.provider.name, proof: proof,
                        at: transaction.now))
                if hadReviewer { try tellReviewer(of: dossier, from: origin, in: transaction) }
                try transaction.audit(
                    AuditRecord(
                        at: transaction.now, account: account.text, actor: origin.actor(for: account),
                        action: .noticePromised, object: notice), key: key)
                try transaction.audit(
                    AuditRecord(
                        at: transaction.now, account: account.text, actor: origin.actor(for: account),
                        action: corrects ? .dossierCorrected : .dossierSubmitted, object: dossier.id.text), key: key)
                return SavedAnswer(status: 0, body: answer(dossier))
            }
            return (saved, removed)
        }
        await destroy(removed)
        return saved.body
    }

    /// Takes a dossier back; one that was taken back stays so.
    func withdraw(_ text: String, of account: Identifier, from origin: CallOrigin) async throws -> Dossier {
        try await store.write { transaction in
            var dossier = try transaction.dossier(text, of: account, under: profiles)
            guard dossier.review.state != .withdrawn else { return dossier }
            try takeBack(&dossier, from: origin, in: transaction)
            return dossier
        }
    }

    /// Takes a dossier back and frees what it held.
    func takeBack(_ dossier: inout Dossier, from origin: CallOrigin, in transaction: Transaction) throws {
        let account = dossier.account
        let hadReviewer = dossier.review.reviewer != nil
        do throws(DossierReview.Refusal) {
            dossier.review = try dossier.review.withdrawn()
        } catch {
            throw IdentityError(error)
        }
        dossier.touchedAt = nil
        try transaction.keep(dossier)
        if hadReviewer { try tellReviewer(of: dossier, from: origin, in: transaction) }
        if let holder = dossier.holder { try transaction.freeClaim(of: holder) }
        try transaction.setVerification(.unverified, of: account, at: dossier.authority, from: .inReview)
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: account.text, actor: origin.actor(for: account),
                action: .dossierWithdrawn, object: dossier.id.text), key: key)
    }
}

extension Transaction {
    /// A dossier with these fields written, when all of it passes and every picture is there; what it holds is in its
    /// normal form.
    fileprivate func whole(
        _ text: String, writing: [DossierField: String], disputing disputed: Set<DossierField>, of account: Identifier,
        corrects: Bool, under profiles: AuthorityProfiles, spendsCode: Bool, today: CivilDate, key: ServiceKey
    ) throws -> Dossier {
        var dossier = try dossier(text, of: account, under: profiles)
        guard dossier.review.state == (corrects ? .correctionDue : .draft) else {
            throw IdentityError.dossierState(dossier.review.state)
        }
        do throws(DossierReview.Refusal) {
            try dossier.checkWriting(writing.keys, on: today)
        } catch {
            throw IdentityError(error)
        }
        // As it was before: what can be written is judged, and nothing becomes closed by being written rightly.
        let judged = dossier.judgedFields(on: today)
        try write(writing, into: &dossier, spendsCode: spendsCode, key: key)
        let reading = dossier.reading(on: today)
        let faults = reading.faults(in: judged)
        guard faults.isEmpty else { throw IdentityError.invalidFields(faults) }
        guard dossier.missingSlots.isEmpty else { throw IdentityError.documentsMissing(dossier.missingSlots) }
        dossier.draft = reading.normalised
        // What it has confirmed is kept beside the draft, and a code is no fact of a holder.
        dossier.draft[.emailCode] = ""
        let contradicted = dossier.contradictions.filter { !disputed.contains($0.field) }
        guard contradicted.isEmpty else {
            throw IdentityError.invalidFields(
                contradicted.map { FieldFault(field: $0.field.rawValue, reason: $0.reason) })
        }
        guard let owner = try self.account(account) else { throw IdentityError.accountNotFound }
        try requireComplete(owner, handsInAt: dossier.rules)
        return dossier
    }
}

extension Transaction {
    /// How its mobile number is shown to be its applicant's: as the account's own, one that is claimed for this holder
    /// already, or one that the code was sent to; nil for a code that was not.
    fileprivate func mobileProof(
        of dossier: Dossier, code: String, from source: String, spends: Bool, key: ServiceKey
    ) throws -> ThreeFactorCheck.Proof? {
        let number = MobileNumber(stored: dossier.draft[.mobile])
        guard let owner = try account(dossier.account), owner.state == .active else {
            throw IdentityError.accountNotFound
        }
        guard owner.mobile != number else { return .account }
        if let holder = try holder(of: dossier.account, at: dossier.authority),
            try hasClaim(number, of: holder, key: key)
        {
            return .holder
        }
        guard !code.isEmpty else {
            throw IdentityError.invalidFields([FieldFault(field: "mobile_code", reason: .empty)])
        }
        let isRight = try tryCode(
            code, for: .verifyMobile, recipient: .mobile(number), from: source, spends: spends, key: key)
        return isRight ? .code : nil
    }

    /// Begins the review of a dossier and takes its mobile number for its holder; the sealed files that are to be destroyed
    /// now, of pictures that nobody asks for.
    fileprivate func handIn(
        _ dossier: inout Dossier, orAs holderID: Identifier, today: CivilDate, key: ServiceKey
    ) throws -> [String] {
        guard let kind = dossier.draft.holderKind else { throw StoreError.column("fields") }
        let holder = try holder(of: dossier.account, at: dossier.authority, kind: kind, orMake: holderID)
        try claim(MobileNumber(stored: dossier.draft[.mobile]), at: dossier.authority, for: holder, key: key)
        let wanted = Set(dossier.wantedSlots)
        let removed = try removeDocuments(of: dossier.id) { !wanted.contains($0) }
        dossier.documents.removeAll { !wanted.contains($0.slot) }
        let calendar = try workingCalendar()
        do throws(DossierReview.Refusal) {
            dossier.review = try dossier.review.submitted(on: today, rules: dossier.rules, calendar: calendar)
        } catch {
            throw IdentityError(error)
        }
        dossier.holder = holder
        dossier.submittedAt = now
        dossier.touchedAt = nil
        let notice = dossier.draft[.promise]
        // What is promised is promised of this round, and is no fact of a holder.
        dossier.draft[.promise] = ""
        try keep(dossier)
        try keep(
            ApplicantPromise(dossier: dossier.id, round: dossier.review.round, notice: notice, promisedAt: now))
        try setVerification(.inReview, of: dossier.account, at: dossier.authority)
        return removed
    }
}
