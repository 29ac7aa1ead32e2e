package import MeshKernel

/// A review that takes longer, as its applicant is told.
package struct ExtendedReview: Sendable, Equatable {
    /// Which dossier's.
    package let dossier: Identifier
    /// The last day of the review now.
    package let deadline: CivilDate
    /// Why, as staff said it.
    package let reason: String

    package init(dossier: Identifier, deadline: CivilDate, reason: String) {
        self.dossier = dossier
        self.deadline = deadline
        self.reason = reason
    }

    /// What is there to tell of a dossier; nil for one whose review is over, or was not extended.
    package init?(_ dossier: Dossier) {
        guard dossier.review.state == .inReview, dossier.review.isExtended, let deadline = dossier.review.deadline
        else {
            return nil
        }
        self.init(dossier: dossier.id, deadline: deadline.day, reason: dossier.review.reason)
    }
}
