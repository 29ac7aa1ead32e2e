package import MeshKernel

/// What can be done to an account. The raw value is what is stored.
package enum AuditAction: String, Sendable, CaseIterable {
    case registered
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
    /// Whoever had claimed it has no longer the role for it.
    case dossierReleased = "dossier_released"
    case roleGranted = "role_granted"
    case roleWithdrawn = "role_withdrawn"
}

/// One thing that was done to an account: who did what to what, and when. Holds identifiers and never what is personal, so
/// that it may stand when the account was erased.
package struct AuditRecord: Sendable, Equatable {
    /// What stands before the first record.
    package static let noRecord = [UInt8](repeating: 0, count: 32)

    /// When.
    package let at: WallTime
    /// Whose account.
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
