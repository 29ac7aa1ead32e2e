package import MeshKernel

/// What can be done to an account. The raw value is what is stored.
package enum AuditAction: String, Sendable, CaseIterable {
    case registered
    /// It came from an older system.
    case imported
    /// Its owner has completed what came from an older system.
    case completed
    case signedIn = "signed_in"
    case sessionEnded = "session_ended"
    case refreshReused = "refresh_reused"
    /// Sign-ins failed so often that no further one is looked at for a while.
    case locked
    case passwordChanged = "password_changed"
    case mobileChanged = "mobile_changed"
    case emailChanged = "email_changed"
    case userNameChanged = "user_name_changed"
    case profileChanged = "profile_changed"
    case addressAdded = "address_added"
    case addressChanged = "address_changed"
    case addressRemoved = "address_removed"
    case thirdPartyLinked = "third_party_linked"
    case thirdPartyUnlinked = "third_party_unlinked"
    /// Everything that is kept of the account was given out.
    case exported
    case erased
    case dossierSaved = "dossier_saved"
    case dossierReset = "dossier_reset"
    case documentUploaded = "document_uploaded"
    /// Its owner has consented to words, or taken that back; the words are the object.
    case consentGiven = "consent_given"
    case consentWithdrawn = "consent_withdrawn"
    /// It was asked whether name, number and mobile number of a dossier belong together.
    case threeFactorChecked = "three_factor_checked"
    /// The authority's notice was promised with a dossier that was handed in; its version is the object.
    case noticePromised = "notice_promised"
    case dossierSubmitted = "dossier_submitted"
    case dossierCorrected = "dossier_corrected"
    case dossierWithdrawn = "dossier_withdrawn"
    case dossierClaimed = "dossier_claimed"
    /// Staff looked at a dossier.
    case dossierViewed = "dossier_viewed"
    /// Staff looked at a picture.
    case documentViewed = "document_viewed"
    case dossierApproved = "dossier_approved"
    case dossierReturned = "dossier_returned"
    case dossierRefused = "dossier_refused"
    /// Staff said which days of a year are worked on; the account is theirs.
    case calendarAnnounced = "calendar_announced"
    /// Whoever had claimed it gave it back, or has no longer the role for it.
    case dossierReleased = "dossier_released"
    /// Another of the staff took it from whoever had claimed it.
    case dossierTakenOver = "dossier_taken_over"
    case dossierExtended = "dossier_extended"
    /// Staff took a number from the account, or from its right holders, that its carrier gave to somebody else; also in
    /// the account of whoever did, with those accounts as the object, none where nobody had the number.
    case mobileFreed = "mobile_freed"
    /// Staff said what is known of an office, or that it is none; the account is theirs.
    case officeSet = "office_set"
    case officeRemoved = "office_removed"
    /// Of a mandate, as what follows: in the audit of its agent, and of its holder once they have agreed.
    case mandateBegun = "mandate_begun"
    case letterUploaded = "letter_uploaded"
    case mandateSubmitted = "mandate_submitted"
    /// Its holder was asked; the account is theirs, or nobody's.
    case mandateAsked = "mandate_asked"
    /// Its holder agreed.
    case mandateConfirmed = "mandate_confirmed"
    /// Staff looked at who is named in it.
    case mandateViewed = "mandate_viewed"
    /// Staff looked at its letter.
    case letterViewed = "letter_viewed"
    case mandateApproved = "mandate_approved"
    case mandateRefused = "mandate_refused"
    case mandateEnded = "mandate_ended"
    /// Staff looked at records of this audit, or had all of it checked. The account is theirs, unless the look was at the
    /// records of one account.
    case auditViewed = "audit_viewed"
    case auditChecked = "audit_checked"
    case roleGranted = "role_granted"
    case roleWithdrawn = "role_withdrawn"
    /// Of an institution's account: who was invited, joined, may do what, left.
    case memberInvited = "member_invited"
    case invitationCancelled = "invitation_cancelled"
    case invitationDeclined = "invitation_declined"
    case memberJoined = "member_joined"
    case memberRolesChanged = "member_roles_changed"
    case memberSuspended = "member_suspended"
    case memberResumed = "member_resumed"
    case memberRemoved = "member_removed"
    case memberLeft = "member_left"
}

/// One thing that was done to an account: who did what to what, and when. Holds identifiers and never what is personal, so
/// that it may stand when the account was erased.
package struct AuditRecord: Sendable, Equatable {
    /// What stands before the first record.
    package static let noRecord = [UInt8](repeating: 0, count: 32)

    /// In the place of an account: nobody's.
    package static let nobody = "nobody"

    /// When.
    package let at: WallTime
    /// Whose account; `nobody` where an agent asked for somebody who is none.
    package let account: String
    /// Who did it: an account, or a service's segment.
    package let actor: String
    /// What was done.
    package let action: AuditAction
    /// To what, e.g. a sign-in's identifier; may be empty.
    package let object: String

    package init(at: WallTime, account: String, actor: String, action: AuditAction, object: String = "") {
        self.at = at
        self.account = account
        self.actor = actor
        self.action = action
        self.object = object
    }

    /// What its code is made of: every part preceded by its length, so that no two records read alike.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        for part in ["\(at.milliseconds)", account, actor, action.rawValue, object] {
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: part.utf8.count >> (24 - 8 * $0)) }
            bytes += part.utf8
        }
        return bytes
    }
}
