/// What a one-time code is for; it is good for nothing else. The raw value is what is stored and told to notify.
package enum CodePurpose: String, Sendable, CaseIterable {
    case register
    case login
    case resetPassword = "reset_password"
    case changeMobile = "change_mobile"
    case changeEmail = "change_email"
    /// A first sign-in through a third party binds a mobile.
    case bindMobile = "bind_mobile"
    case dossierEmail = "dossier_email"
    /// A right holder shows that the mobile number of their dossier is theirs.
    case verifyMobile = "verify_mobile"
    /// A right holder agrees to an agent.
    case confirmMandate = "confirm_mandate"

    /// Whoever has an invited number accepts to act for an institution.
    case joinInstitution = "join_institution"

    /// Whether a code may be asked for by somebody who has not signed in.
    package var isOpen: Bool {
        switch self {
        case .register, .login, .resetPassword, .verifyMobile: true
        case .changeMobile, .changeEmail, .bindMobile, .dossierEmail, .joinInstitution, .confirmMandate: false
        }
    }

    /// Whether somebody without an account has a use for such a code.
    package var goesToAnybody: Bool { self == .register || self == .verifyMobile }
}
