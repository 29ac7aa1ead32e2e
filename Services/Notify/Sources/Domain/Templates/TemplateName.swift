/// Everything that somebody is told. Its raw value is what is sent and stored.
package enum TemplateName: String, Sendable, CaseIterable {
    /// A code for one purpose, single use.
    case code = "code"
    /// The code with which a holder authorises one form (授权码).
    case authorisationCode = "authorisation.code"
    /// A work was sealed.
    case evidenceSealed = "evidence.sealed"
    /// A version of a project's chain was sealed.
    case chainSealed = "chain.sealed"
    /// A stored work is not what was sealed.
    case evidenceDamaged = "evidence.damaged"
    /// A filing's end is near.
    case filingExpiring = "filing.expiring"
    /// A filing's end is past.
    case filingVoid = "filing.void"
    /// A filing's end was moved.
    case filingRenewed = "filing.renewed"
    /// Credits are void soon.
    case creditExpiring = "credit.expiring"
    /// Something was approved.
    case approved = "decision.approved"
    /// Something is to be corrected (补正).
    case correction = "decision.correction"
    /// A registration dossier or a verification was submitted and waits for its review.
    case dossierSubmitted = "dossier.submitted"
    /// A registration dossier or a verification is to be corrected (补正); nobody says by when.
    case dossierCorrection = "dossier.correction"
    /// What was to be decided takes longer.
    case extended = "decision.extended"
    /// Something was refused.
    case refused = "decision.refused"
    /// The platform's own review found something to edit (预审核失败); nobody says by when.
    case prereviewFailed = "prereview.failed"
    /// The platform's own review is passed, and its holder has to authorise it (待授权提交).
    case authorisationAwaited = "authorisation.awaited"
    /// The platform has the papers of an application.
    case receivedByPlatform = "receipt.platform"
    /// The authority has the papers of an application, and its clock begins.
    case receivedByAuthority = "receipt.authority"
    /// The authority has accepted an application (受理).
    case accepted = "application.accepted"
    /// An application was withdrawn by who made it (已撤回).
    case withdrawn = "application.withdrawn"
    /// An application counts as withdrawn, for it was not corrected in time (视为撤回).
    case deemedWithdrawn = "application.deemed_withdrawn"
    /// A registration was revoked (已撤销).
    case revoked = "application.revoked"
    /// A certificate was issued and can be fetched.
    case certificateIssued = "certificate.issued"
    /// A certificate was mailed to the application's own address (预留地址).
    case certificateMailed = "certificate.mailed"
    /// An order was paid.
    case orderPaid = "order.paid"
    /// An order was closed without having been paid.
    case orderClosed = "order.closed"
    /// An order was paid after it had been closed; the money goes back.
    case latePayment = "payment.late"
    /// A refund has arrived.
    case refundDone = "refund.done"
    /// A refund did not get through and is tried again.
    case refundFailed = "refund.failed"
    /// A work is not for sale any more; it can be listed again.
    case listingDelisted = "listing.delisted"
    /// A work was taken off for good.
    case listingRemoved = "listing.removed"
    /// A work is kept from sale by a dispute.
    case listingFrozen = "listing.frozen"
    /// The dispute that kept a work from sale is over.
    case listingUnfrozen = "listing.unfrozen"
    /// An adviser will call back.
    case callback = "adviser.callback"
    /// An adviser was assigned.
    case adviserAssigned = "adviser.assigned"
    /// A ticket stands somewhere else.
    case ticket = "ticket.updated"
    /// A ticket was opened again; for its adviser.
    case ticketReopened = "ticket.reopened"
    /// Something happened to the account's safety.
    case security = "security.notice"
    /// Several messages of a day in one.
    case digest = "digest"
}
