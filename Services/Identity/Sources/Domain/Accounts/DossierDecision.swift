package import MeshKernel

/// How a dossier was decided on, by staff or by a mismatch that gives it back, as its applicant is told.
package struct DossierDecision: Sendable, Equatable {
    /// What was decided.
    package enum Outcome: Sendable, Equatable {
        /// Its holder is verified.
        case approved
        /// 补正: these are to be corrected, fields before pictures, each in the order of their lists.
        case correction(reason: String, fields: [DossierField], pictures: [DocumentSlot])
        /// It ends here.
        case refused(reason: String)
    }

    /// Which dossier.
    package let dossier: Identifier
    /// Whether it is what lets its applicant sign in at all, and not a verification of somebody who does.
    package let isRegistration: Bool
    /// What was decided.
    package let outcome: Outcome

    package init(dossier: Identifier, isRegistration: Bool, outcome: Outcome) {
        self.dossier = dossier
        self.isRegistration = isRegistration
        self.outcome = outcome
    }

    /// What there is to tell of a round of a dossier; nil once it stands elsewhere: handed in again, or withdrawn.
    package init?(_ dossier: Dossier, round: Int) {
        let review = dossier.review
        guard review.round == round else { return nil }
        switch review.state {
        case .approved: outcome = .approved
        case .correctionDue:
            outcome = .correction(
                reason: review.reason, fields: DossierField.allCases.filter(review.named.contains),
                pictures: DocumentSlot.allCases.filter(review.namedSlots.contains))
        case .failed: outcome = .refused(reason: review.reason)
        case .draft, .inReview, .withdrawn: return nil
        }
        self.dossier = dossier.id
        isRegistration = dossier.rules.needsApprovalToSignIn
    }
}
