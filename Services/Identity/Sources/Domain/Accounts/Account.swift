package import MeshKernel

/// An account as its owner sees it.
package struct Account: Sendable, Equatable {
    /// Its identifier, `acc_…`: the subject of tokens.
    package let id: Identifier
    /// Where it is to be verified.
    package let authority: Authority
    /// What kind of account it is.
    package let accountClass: AccountClass
    /// Whether it can be signed in to.
    package let state: AccountState
    /// How far the verification of its holder has come.
    package let verification: VerificationState
    /// The name to sign in with.
    package let userName: UserName
    /// The mobile that codes go to.
    package let mobile: MobileNumber
    /// The confirmed e-mail address; nil before there is one.
    package let email: EmailAddress?
    /// What staff may do; empty for everybody else.
    package let roles: [StaffRole]
    /// When it was made.
    package let createdAt: WallTime
    /// Whether it came from an older system and is to be completed before anything else.
    package let isIncomplete: Bool

    /// Everything that it can be signed in to with.
    package var loginNames: [LoginName] {
        [.userName(userName), .mobile(mobile)] + (email.map { [.email($0)] } ?? [])
    }

    package init(
        id: Identifier, authority: Authority = .platform, accountClass: AccountClass, state: AccountState = .active,
        verification: VerificationState = .unverified, userName: UserName, mobile: MobileNumber,
        email: EmailAddress? = nil, roles: [StaffRole] = [], createdAt: WallTime, isIncomplete: Bool = false
    ) {
        self.id = id
        self.authority = authority
        self.accountClass = accountClass
        self.state = state
        self.verification = verification
        self.userName = userName
        self.mobile = mobile
        self.email = email
        self.roles = roles
        self.createdAt = createdAt
        self.isIncomplete = isIncomplete
    }
}
