/// The end user that a verified token names.
public struct Caller: Sendable, Hashable {
    /// The account's id.
    public let account: String
    /// What the token makes of its holder.
    public let subject: MethodAccess.Subject
    /// The roles of staff, or those with which somebody acts for an institution.
    public let roles: [String]
    /// Who acts for the account, an institution's; nil when it acts for itself.
    public let actor: String?
    /// The sign-in that the token is of; nil for a token of none, as the development key signs them.
    public let signIn: String?

    /// Names an end user; only the hook that verified the token does so.
    public init(
        account: String, subject: MethodAccess.Subject, roles: [String] = [], actor: String? = nil,
        signIn: String? = nil
    ) {
        self.account = account
        self.subject = subject
        self.roles = roles
        self.actor = actor
        self.signIn = signIn
    }
}
