package import MeshKernel

/// A dossier as the queue of the review shows it: nothing of it is personal.
package struct QueuedDossier: Sendable, Equatable {
    /// Its identifier, `dos_…`.
    package let id: Identifier
    /// Whose it is.
    package let account: Identifier
    /// Whose rules it follows.
    package let authority: Authority
    /// Where it stands.
    package let review: DossierReview
    /// When it was last handed in.
    package let submittedAt: WallTime?
    /// From when on others may take it over; nil while nobody has it.
    package let takeoverAt: WallTime?

    /// A dossier of the queue; `touchedAt` is when whoever has it claimed it or looked at it last.
    package init(
        id: Identifier, account: Identifier, authority: Authority, review: DossierReview, submittedAt: WallTime?,
        touchedAt: WallTime?
    ) {
        self.id = id
        self.account = account
        self.authority = authority
        self.review = review
        self.submittedAt = submittedAt
        let isHeld = review.state == .inReview && review.reviewer != nil
        takeoverAt = isHeld ? touchedAt.map { DossierReview.takeover(after: $0) } : nil
    }

    /// What the queue shows of `dossier`.
    package init(_ dossier: Dossier) {
        self.init(
            id: dossier.id, account: dossier.account, authority: dossier.authority, review: dossier.review,
            submittedAt: dossier.submittedAt, touchedAt: dossier.touchedAt)
    }
}
