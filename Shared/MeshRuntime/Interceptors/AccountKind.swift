package import MeshRPC

/// What a token makes of its holder; the raw values are the token's `kind`.
package enum AccountKind: String, Sendable, CaseIterable {
    /// The restricted holder of a dossier that is not approved yet.
    case applicant
    case account
    /// An account whose holder has been verified.
    case verifiedAccount = "verified_account"
    /// Somebody of the house, with roles.
    case staff

    /// What the access table calls it.
    package var subject: MethodAccess.Subject {
        switch self {
        case .applicant: .applicant
        case .account: .account
        case .verifiedAccount: .verifiedAccount
        case .staff: .staff
        }
    }

    /// Whether a method that asks for `wanted` is open to this kind. A fuller account may do what a lesser one may;
    /// staff act as staff and never in the place of an account.
    package func satisfies(_ wanted: MethodAccess.Subject) -> Bool {
        switch wanted {
        case .none: true
        case .applicant: self != .staff
        case .account: self == .account || self == .verifiedAccount
        case .verifiedAccount: self == .verifiedAccount
        case .staff: self == .staff
        case .signedIn: true
        }
    }

    /// Refuses what the method does not allow.
    func check(_ access: MethodAccess, roles: [String], domain: String) throws(RPCError) {
        guard access.subject != .verifiedAccount || (self != .account && self != .applicant) else {
            throw RPCError(
                .permissionDenied, "您还未实名认证: this method needs an account whose holder has been verified"
            ).withReason("NOT_VERIFIED", domain: domain)
        }
        guard satisfies(access.subject) else {
            throw RPCError(.permissionDenied, "this method is not open to this kind of account")
                .withReason("SUBJECT_NOT_ALLOWED", domain: domain)
        }
        guard access.subject != .staff || access.roles.contains(where: roles.contains) else {
            throw RPCError(.permissionDenied, "this method needs one of the roles \(access.roles)")
                .withReason("ROLE_MISSING", domain: domain)
        }
    }
}
