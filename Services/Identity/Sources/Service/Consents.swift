internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// What an account consents to now, and the last of what it ever consented to.
    func consents(of account: Identifier) async throws -> [Consent] {
        try await store.read { try $0.lastConsents(of: account, count: Limits.consentsListedMax) }
    }

    /// Keeps that an account consents to words that its owner has read; the same once more changes nothing. Throws
    /// `IdentityError.invalidFields` for other words than those that count now, and `.tooBusy` for whoever gives and takes
    /// back again and again.
    func giveConsent(
        _ kind: ConsentKind?, wording version: String, of account: Identifier, from origin: CallOrigin
    ) async throws -> Consent {
        guard let kind else { throw IdentityError.invalidFields([FieldFault(field: "kind", reason: .empty)]) }
        let wording = ConsentWording.of(kind)
        guard version == wording.version else {
            throw IdentityError.invalidFields([
                FieldFault(field: "wording", reason: version.isEmpty ? .empty : .unknownWord)
            ])
        }
        return try await store.write { [key] transaction in
            guard try transaction.account(account)?.state == .active else { throw IdentityError.accountNotFound }
            if let there = try transaction.standingConsent(kind, of: account), there.holds { return there }
            do {
                try transaction.countSending(of: key.code(ofConsenting: account), within: .consents)
            } catch IdentityError.codeTooSoon(let wait) {
                throw IdentityError.tooBusy(retryAfter: wait)
            }
            try transaction.give(wording, of: account)
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: account.text, actor: origin.actor(for: account),
                    action: .consentGiven, object: wording.version), key: key)
            return Consent(kind: kind, wording: wording.version, givenAt: transaction.now, withdrawnAt: nil)
        }
    }

    /// What became of a consent that was taken back.
    struct WithdrawnConsent: Sendable {
        var pictures = 0
        var dossiers: [Identifier] = []
    }

    /// Takes a consent back: what rests on it is destroyed at once, a dossier that was handed in with it and is not decided
    /// is taken back, and what was verified by it before stands (article 15). What was not given changes nothing.
    func withdrawConsent(
        _ kind: ConsentKind?, of account: Identifier, from origin: CallOrigin
    ) async throws -> WithdrawnConsent {
        guard let kind else { throw IdentityError.invalidFields([FieldFault(field: "kind", reason: .empty)]) }
        let (withdrawn, files) = try await store.write { [key] transaction in
            var withdrawn = WithdrawnConsent()
            var files: [String] = []
            guard
                let wording = try transaction.standingConsent(kind, of: account)?.wording,
                try transaction.withdrawConsent(kind, of: account)
            else { return (withdrawn, files) }
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: account.text, actor: origin.actor(for: account),
                    action: .consentWithdrawn, object: wording), key: key)
            for var dossier in try transaction.dossiers(of: account, under: profiles) {
                let resting = dossier.documents.filter { $0.slot.consent == kind }
                guard !resting.isEmpty else { continue }
                withdrawn.pictures += resting.count
                files += try transaction.removeDocuments(of: dossier.id) { $0.consent == kind }
                guard dossier.review.state == .inReview || dossier.review.state == .correctionDue else { continue }
                try takeBack(&dossier, from: origin, in: transaction)
                withdrawn.dossiers.append(dossier.id)
            }
            return (withdrawn, files)
        }
        await destroy(files)
        return withdrawn
    }
}
