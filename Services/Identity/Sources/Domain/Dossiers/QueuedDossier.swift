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

    package init(
        id: Identifier, account: Identifier, authority: Authority, review: DossierReview, submittedAt: WallTime?
    ) {
        self.id = id
        self.account = account
        self.authority = authority
        self.review = review
        self.submittedAt = submittedAt
    }

    /// What the queue shows of `dossier`.
    package init(_ dossier: Dossier) {
        self.init(
            id: dossier.id, account: dossier.account, authority: dossier.authority, review: dossier.review,
            submittedAt: dossier.submittedAt)
    }
}
