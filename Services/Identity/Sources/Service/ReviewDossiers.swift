internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension IdentityServer {
    /// A page of the dossiers in review at an authority, the most urgent first, and the token of the next one.
    func queue(
        at authority: Authority?, size: UInt32, token: String
    ) async throws -> (rows: [QueuedDossier], next: String) {
        guard let authority else {
            throw IdentityError.invalidFields([FieldFault(field: "authority", reason: .empty)])
        }
        let wanted: PageRequest
        do throws(PageRequest.Fault) {
            wanted = try PageRequest(size: size, token: token, list: "queue", authority.rawValue)
        } catch {
            switch error {
            case .size(let maximum): throw IdentityError.invalidPageSize(maximum: maximum)
            case .token: throw IdentityError.invalidPageToken
            }
        }
        let place = wanted.after.split(separator: " ").map(String.init)
        guard wanted.after.isEmpty || place.count == 2 else { throw IdentityError.invalidPageToken }
        let read = try await store.read { snapshot in
            try snapshot.queue(
                at: authority, afterDay: place.first ?? "", id: place.last ?? "", count: wanted.rows + 1)
        }
        return wanted.page(read) { "\($0.review.deadline?.day.text ?? "") \($0.id.text)" }
    }

    /// Takes a dossier for one of the staff; taking it again changes nothing.
    func claim(_ text: String, by staff: Identifier, from origin: CallOrigin) async throws -> QueuedDossier {
        let id = try Self.dossierIdentifier(text)
        return try await store.write { [key] transaction in
            var dossier = try transaction.underReview(id, profiles)
            guard dossier.account != staff else { throw IdentityError.ownDossier }
            // Losing the role gives back what is claimed by then; a call that was let in before must not claim after it.
            if let member = try transaction.account(staff), !member.roles.contains(.review) {
                throw IdentityError.notReviewer
            }
            let before = dossier.review
            do throws(DossierReview.Refusal) {
                dossier.review = try before.claimed(by: staff)
            } catch {
                throw IdentityError(error)
            }
            guard dossier.review != before else { return QueuedDossier(dossier) }
            dossier.touchedAt = transaction.now
            try transaction.keep(dossier)
            try transaction.audit(dossier, .dossierClaimed, by: staff, key: key)
            try tellReviewer(of: dossier, from: origin, in: transaction)
            return QueuedDossier(dossier)
        }
    }

    /// What whoever decides about a dossier sees.
    struct ReviewedDossier: Sendable {
        let dossier: Dossier
        /// The version of the holder that is good now; 0 for nobody verified before.
        let holderVersion: Int64
        /// Of this round; nil for one that was handed in before that was asked.
        let threeFactors: ThreeFactorCheck?
    }

    /// All of a dossier, for whoever has claimed it. That they looked is written down first.
    func look(at text: String, by staff: Identifier) async throws -> ReviewedDossier {
        let id = try Self.dossierIdentifier(text)
        return try await store.write { [key] transaction in
            var dossier = try transaction.underReview(id, profiles)
            try dossier.requireReviewer(staff)
            // Whoever looks is at work on it.
            dossier.touchedAt = transaction.now
            try transaction.touch(dossier)
            try transaction.audit(dossier, .dossierViewed, by: staff, key: key)
            let version = try transaction.verifiedHolder(.account(dossier.account), at: dossier.authority)?.version
            return ReviewedDossier(
                dossier: dossier, holderVersion: version ?? 0,
                threeFactors: try transaction.threeFactorCheck(of: dossier.id, round: dossier.review.round))
        }
    }

    /// A picture of a dossier, for whoever has claimed it. That they looked is written down first.
    func picture(_ text: String, by staff: Identifier) async throws -> (document: DossierDocument, bytes: [UInt8]) {
        guard let id = Identifier(text, kind: .document) else { throw IdentityError.invalidDocumentID }
        let (document, personal) = try await store.write { [key] transaction in
            guard let found = try transaction.document(id) else { throw IdentityError.documentNotFound }
            var dossier = try transaction.underReview(found.dossier, profiles)
            try dossier.requireReviewer(staff)
            // Whoever looks is at work on it.
            dossier.touchedAt = transaction.now
            try transaction.touch(dossier)
            guard let personal = try transaction.subjectKey(dossier.account.text) else {
                throw IdentityError.documentNotFound
            }
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: dossier.account.text, actor: staff.text, action: .documentViewed,
                    object: id.text), key: key)
            return (found.document, personal)
        }
        let blob = try await blobs.open(document.blob, in: store, key: personal.key)
        guard let bytes = try await blob.contents(bound: AuthorityRules.Limits.pictureBytesLimit) else {
            throw IdentityError.documentNotFound
        }
        return (document, bytes)
    }

    static func dossierIdentifier(_ text: String) throws(IdentityError) -> Identifier {
        guard let id = Identifier(text, kind: .dossier) else { throw .invalidDossierID }
        return id
    }
}

extension Dossier {
    /// Refuses everybody but the one who has claimed it, and them too once it is decided.
    func requireReviewer(_ staff: Identifier) throws(IdentityError) {
        guard review.state == .inReview else { throw .dossierState(review.state) }
        guard let reviewer = review.reviewer else { throw .notClaimed }
        guard reviewer == staff else { throw .claimedByOther }
    }
}

extension Snapshot {
    /// A dossier that staff may know of: a draft that was never handed in is not there.
    func underReview(_ id: Identifier, _ profiles: AuthorityProfiles) throws -> Dossier {
        guard let dossier = try dossier(id, under: profiles), dossier.review.round > 0 else {
            throw IdentityError.dossierNotFound
        }
        return dossier
    }
}

extension Transaction {
    /// Writes down what one of the staff did with a dossier.
    func audit(_ dossier: Dossier, _ action: AuditAction, by staff: Identifier, key: ServiceKey) throws {
        try audit(
            AuditRecord(
                at: now, account: dossier.account.text, actor: staff.text, action: action, object: dossier.id.text),
            key: key)
    }
}
