package import MeshCrypto
package import MeshKernel
internal import MeshRuntime

/// Makes access tokens that every service of the mesh believes.
package struct TokenMint: Sendable {
    private let key: SigningKey
    private let audience: [String]
    private let time: any TimeSource
    private let random: any RandomSource

    /// `audience` are the services that the tokens are good for.
    package init(key: SigningKey, audience: [String], time: any TimeSource, random: any RandomSource) {
        self.key = key
        self.audience = audience
        self.time = time
        self.random = random
    }

    /// What checks this mint's tokens.
    package var publicKey: VerifyingKey { key.publicKey }

    /// A token for `account`, and when it ends. Its identifier begins with the sign-in's, up to a dot.
    func token(for account: Account, session: Identifier) throws(AccessTokenRefusal) -> (text: String, end: WallTime) {
        let now = time.wall()
        let token = AccessToken(
            subject: account.id.text, kind: Self.kind(of: account).rawValue, roles: account.roles.map(\.rawValue),
            audience: audience, issuedAt: now, expiresAt: now.advanced(by: .seconds(Limits.accessTokenSeconds)),
            identifier: "\(session.text).\(Hexadecimal.encode(random.bytes(8)))")
        return (try token.signed(with: key), token.expiresAt)
    }

    /// What the token makes of its holder.
    static func kind(of account: Account) -> AccountKind {
        switch (account.accountClass, account.verification) {
        case (.staff, _): .staff
        case (.individual, .verified), (.institution, .verified): .verifiedAccount
        // Where nobody signs in before approval, the token is good for the dossier alone.
        case (.individual, .unverified), (.individual, .inReview), (.individual, .failed),
            (.institution, .unverified), (.institution, .inReview), (.institution, .failed):
            AuthorityRules.of(account.authority).needsApprovalToSignIn ? .applicant : .account
        }
    }
}
