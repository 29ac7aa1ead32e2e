package import MeshCrypto
package import MeshKernel
internal import MeshRuntime

/// Makes access tokens that every service of the mesh believes.
package struct TokenMint: Sendable {
    private let key: SigningKey
    private let audience: [String]
    private let profiles: AuthorityProfiles
    private let time: any TimeSource
    private let random: any RandomSource

    /// `audience` are the services that the tokens are good for.
    package init(
        key: SigningKey, audience: [String], profiles: AuthorityProfiles = .published, time: any TimeSource,
        random: any RandomSource
    ) {
        self.key = key
        self.profiles = profiles
        self.audience = audience
        self.time = time
        self.random = random
    }

    /// What checks this mint's tokens.
    package var publicKey: VerifyingKey { key.publicKey }

    /// A token for `account`, and when it ends. Its identifier begins with the sign-in's, up to a dot.
    func token(for account: Account, session: Identifier) throws(AccessTokenRefusal) -> (text: String, end: WallTime) {
        try token(
            subject: account.id, kind: kind(of: account), roles: account.roles.map(\.rawValue), session: session)
    }

    /// A token for whoever acts for a verified institution, and when it ends: its subject is the institution.
    func token(for member: Member, session: Identifier) throws(AccessTokenRefusal) -> (text: String, end: WallTime) {
        try token(
            subject: member.institution, kind: .member, roles: member.roles.map(\.rawValue), actor: member.account,
            session: session)
    }

    private func token(
        subject: Identifier, kind: AccountKind, roles: [String], actor: Identifier? = nil, session: Identifier
    ) throws(AccessTokenRefusal) -> (text: String, end: WallTime) {
        let now = time.wall()
        let token = AccessToken(
            subject: subject.text, kind: kind.rawValue, roles: roles, actor: actor?.text, audience: audience,
            issuedAt: now, expiresAt: now.advanced(by: .seconds(Limits.accessTokenSeconds)),
            identifier: "\(session.text).\(Hexadecimal.encode(random.bytes(8)))")
        return (try token.signed(with: key), token.expiresAt)
    }

    /// What the token makes of its holder.
    func kind(of account: Account) -> AccountKind {
        switch (account.accountClass, account.verification) {
        case (.staff, _): return .staff
        // The token of an account that is to be completed is good for that alone.
        case (.individual, _) where account.isIncomplete, (.institution, _) where account.isIncomplete:
            return .applicant
        case (.individual, .verified), (.institution, .verified): return .verifiedAccount
        // Where nobody signs in before approval, the token is good for the dossier alone.
        case (.individual, .unverified), (.individual, .inReview), (.individual, .failed),
            (.institution, .unverified), (.institution, .inReview), (.institution, .failed):
            return profiles[account.authority].needsApprovalToSignIn ? .applicant : .account
        }
    }
}
