/// The end user that a verified token names.
public struct Caller: Sendable, Hashable {
    /// The account's id.
    public let account: String
    /// What the token makes of its holder.
    public let subject: MethodAccess.Subject
    /// The roles of staff.
    public let roles: [String]

    /// Names an end user; only the hook that verified the token does so.
    public init(account: String, subject: MethodAccess.Subject, roles: [String] = []) {
        self.account = account
        self.subject = subject
        self.roles = roles
    }
}
