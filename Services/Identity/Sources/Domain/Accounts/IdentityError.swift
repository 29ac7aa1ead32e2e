/// Everything the service refuses, and why. Each becomes a status in one place, `Wire`.
package enum IdentityError: Error, Sendable, Equatable {
    // What was said
    /// Every fault of a request.
    case invalidFields([FieldFault])
    /// A session's identifier that is none.
    case invalidSessionID

    // Codes
    /// Codes were sent to this recipient, or for this source, as often as they may be.
    case codeTooSoon(retryAfter: Duration)
    /// The code is wrong, or there is none, or it is over: which of these is nobody's business but the recipient's.
    case codeRefused

    // Signing in
    /// Name and password, or name and code, do not go together; or there is no such account.
    case loginRefused
    /// Too many failed before.
    case locked(retryAfter: Duration)
    /// The refresh token is none of ours, or its sign-in is over.
    case refreshRefused
    /// The refresh token was used before: its sign-in has ended, for somebody has a copy.
    case refreshReused
    /// Too many passwords are being checked at once.
    case tooBusy(retryAfter: Duration)

    // Registering and changing
    /// The number verified another account.
    case mobileTaken
    /// Somebody has the name.
    case userNameTaken
    /// Somebody has the e-mail address.
    case emailTaken
    /// The present password is not that one.
    case passwordWrong
    /// The account has no password, which this needs.
    case passwordMissing
    /// The account is not there any more, or was closed.
    case accountNotFound
    /// The account has no such sign-in.
    case sessionNotFound

    /// What somebody of the house may do is taken from them before their account is erased.
    case rolesHeld

    // The address book
    case invalidAddressID
    /// The account has no such address.
    case addressNotFound
    /// The account has as many as it may have.
    case addressesFull(maximum: Int)

    // Third parties
    /// No third party of this name is known here.
    case unknownProvider
    /// What came back belongs to no sign-in that this user agent began, or to one that is over, or came to the address of
    /// another third party.
    case flowRefused
    /// What came back is from another third party than the one that was asked, or does not say from whom it is.
    case issuerRefused
    /// The third party does not stand by what came back.
    case thirdPartyRefused
    /// The third party does not take this house for its client.
    case thirdPartyClientRefused
    /// The third party answers what is no answer.
    case thirdPartyUnreadable
    /// Whoever is where the third party should be cannot show that they are it.
    case thirdPartyUntrusted
    /// The third party cannot be asked now.
    case thirdPartyAway
    /// Whoever the third party knows is linked to another account.
    case thirdPartyTaken
    /// The account is linked to somebody else whom this third party knows.
    case linkedElsewhere
    /// The registration is over, or was used.
    case registrationRefused
    /// The embedded third party is for development.
    case embeddedOnly

    // Dossiers
    case invalidDossierID
    case invalidDocumentID
    case invalidHolderID
    /// The account has no such dossier.
    case dossierNotFound
    case documentNotFound
    /// Not from where the dossier stands.
    case dossierState(DossierReview.State)
    /// What was not named to be corrected, nor opened by that.
    case closedFields([String])
    /// A picture rests on a consent that was not given, or was taken back.
    case consentMissing(ConsentKind)
    /// Pictures that the authority asks for.
    case documentsMissing([DocumentSlot])
    /// The number verifies another right holder at this authority.
    case mobileClaimed
    /// The stream of a picture is not as it must be.
    case upload(DocumentUpload.Fault)
    /// The picture is not taken.
    case picture(PictureFault)
    /// The picture did not come in time.
    case uploadTooSlow(limit: Duration)
    /// This machine lacks what reads pictures.
    case picturesUnreadable

    // Reviewing
    /// Somebody else of the staff has it.
    case claimedByOther
    /// It must be claimed first.
    case notClaimed
    /// Whoever has it looked at it not long ago.
    case claimHeld
    /// The review was extended before, its deadline is over, or the authority does not extend.
    case reviewNotExtendable
    /// What passed when it was handed in does not pass any more.
    case dossierStale([FieldFault])
    /// Nobody was verified there, or no such holder.
    case holderNotVerified
    /// Nobody decides about themselves.
    case ownDossier
    /// The member of the staff has lost the role of the review since the call was let in.
    case notReviewer
    case invalidPageSize(maximum: Int)
    case invalidPageToken

    // Agents
    case invalidMandateID
    /// The account has no such mandate, on either side.
    case mandateNotFound
    /// Not from where the mandate stands.
    case mandateState(Mandate.State)
    /// The agent has named the same holder and has not come to an end with it.
    case mandateUnderWay
    /// The agent has as many open ones as they may have.
    case mandatesFull(maximum: Int)
    /// The letter must come before the holder is asked.
    case letterMissing
    /// The holder's number was freed, and they have named no other.
    case mobileMissing
    /// Nobody is their own agent.
    case ownMandate

    // Completing
    /// The account lacks these parts, which must come first.
    case accountIncomplete([AccountCompletion.Part])
    /// The account came from no older system, or was completed before.
    case accountComplete

    // Lists
    /// No region of this code has anything below it that is listed, or none has this code.
    case unknownRegion
    /// An authority has as many offices as the list takes.
    case officesFull(maximum: Int)

    // Staff
    /// Whoever is, or is being, verified as a right holder, an institution, and whoever acts for one, cannot be one of the
    /// staff.
    case holderNotStaff
    /// The house keeps its last administrator.
    case lastStaffAdministrator

    // Acting for institutions
    /// Only an institution has members.
    case notInstitution
    /// Whoever calls is no administrator of the institution any more.
    case notAdministrator
    /// Nobody of this account acts for the institution.
    case memberNotFound
    case alreadyMember
    /// An institution and staff act for no institution.
    case memberUnfit
    /// The institution keeps its last administrator.
    case lastAdministrator
    /// The sign-in that the institution was registered with can be suspended, and nothing else.
    case foundingMember
    /// The institution has as many members as it may have.
    case membersFull(maximum: Int)
    /// The account acts for as many institutions as it may.
    case membershipsFull(maximum: Int)
    /// Nobody acts for an institution before it was verified.
    case institutionNotVerified
    case invalidInvitationID
    /// The invitation is over, or another number's.
    case invitationNotFound
    /// The institution has as many open invitations as it may have.
    case invitationsFull(maximum: Int)

    // Idempotency
    case idempotencyKeyMissing
    case idempotencyKeyInvalid
    case idempotencyKeyReused

    // Below
    case storageFull
    case storageFailed
    /// The end of the audit is not what was written, so that no look at it can be written down.
    case auditBroken
    /// What the person's key sealed was erased.
    case erased
}
