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
    /// A registration dossier or a verification is to be corrected (补正); nobody says by when.
    case dossierCorrection = "dossier.correction"
    /// What was to be decided takes longer.
    case extended = "decision.extended"
    /// Something was refused.
    case refused = "decision.refused"
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
