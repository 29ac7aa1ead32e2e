package import MeshRPC

/// What a token makes of its holder; the raw values are the token's `kind`.
package enum AccountKind: String, Sendable, CaseIterable {
    /// The restricted holder of a dossier that is not approved yet.
    case applicant
    case account
    /// An account whose holder has been verified.
    case verifiedAccount = "verified_account"
    /// Somebody who acts for a verified institution, with roles there: the token's subject is the institution, its actor
    /// they. A kind of its own, so that whoever knows nothing of actors refuses it.
    case member
    /// Somebody of the house, with roles.
    case staff

    /// What the access table calls it.
    package var subject: MethodAccess.Subject {
        switch self {
        case .applicant: .applicant
        case .account: .account
        case .verifiedAccount, .member: .verifiedAccount
        case .staff: .staff
        }
    }

    /// Whether a method that asks for `wanted` is open to this kind. A fuller account may do what a lesser one may;
    /// staff act as staff and never in the place of an account.
    package func satisfies(_ wanted: MethodAccess.Subject) -> Bool {
        switch wanted {
        case .none: true
        case .applicant: self != .staff
        case .account: self == .account || self == .verifiedAccount || self == .member
        case .verifiedAccount: self == .verifiedAccount || self == .member
        case .staff: self == .staff
        case .signedIn: true
        case .admitted: self != .applicant
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
        // Who acts for an institution may do what a method opens to one of their roles there, and nothing else of it.
        guard self != .member || access.subject.isOfSignIn || access.roles.contains(where: roles.contains) else {
            throw RPCError(
                .permissionDenied,
                access.roles.isEmpty
                    ? "nobody does this for an institution but its own sign-in"
                    : "for an institution this needs one of the roles \(access.roles.joined(separator: ", "))"
            ).withReason("ROLE_MISSING", domain: domain)
        }
        guard access.subject != .staff || access.roles.contains(where: roles.contains) else {
            throw RPCError(
                .permissionDenied, "this method needs one of the roles \(access.roles.joined(separator: ", "))"
            )
            .withReason("ROLE_MISSING", domain: domain)
        }
    }
}

extension MethodAccess.Subject {
    /// Whether a method is about whoever signed in, for whomever they act.
    var isOfSignIn: Bool { self == .signedIn || self == .admitted }
}
