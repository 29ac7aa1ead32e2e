/// Who may call a method, for which end user, and what a repetition means: the `access` option of its `.proto`.
public struct MethodAccess: Sendable, Equatable {
    /// The end user that the signed token in `authorization` must name.
    public enum Subject: Sendable, Hashable, CaseIterable {
        /// No end user: services acting for themselves.
        case none
        /// The restricted holder of a dossier that is not approved yet.
        case applicant
        /// Anybody with an account.
        case account
        /// An account whose holder has been verified.
        case verifiedAccount
        /// Staff with one of the method's roles.
        case staff
        /// Whoever has signed in, whatever the token makes of them.
        case signedIn
        /// An account or staff, and no applicant.
        case admitted
    }

    /// What a second identical call does.
    public enum Repetition: Sendable, Hashable, CaseIterable {
        /// No effect: may be repeated and hedged at will.
        case safe
        /// Carries `idempotency-key`; a repetition answers what the first one answered.
        case keyed
        /// Has an identity of its own (login, code, refresh); the layer never repeats it.
        case natural
    }

    /// Service segments of the certificates that may call; `*` is every peer of the mesh, an empty list is nobody.
    public let callers: [String]
    /// The end user that must be named.
    public let subject: Subject
    /// For `Subject.staff`: one of these suffices. For accounts: whoever acts for an institution needs one of these
    /// there, and where there is none nobody but the institution's own sign-in may call.
    public let roles: [String]
    /// What a second identical call does.
    public let repetition: Repetition

    /// States one method's access.
    public init(callers: [String], subject: Subject, roles: [String] = [], repetition: Repetition) {
        self.callers = callers
        self.subject = subject
        self.roles = roles
        self.repetition = repetition
    }

    /// Whether a peer whose certificate names `service` may call. Deny is the default: nobody is in an empty list.
    public func admits(caller service: String) -> Bool {
        callers.contains { $0 == "*" || $0 == service }
    }
}
