package import MeshKernel

/// Who the end user is, for at most five minutes: the claims of a compact JWS (RFC 7515, RFC 7519).
package struct AccessToken: Sendable, Equatable {
    /// The account's identifier (`sub`).
    package var subject: String
    /// What kind of subject it is (`kind`), e.g. `account` or `applicant`.
    package var kind: String
    /// What the subject may do beyond its own affairs (`roles`).
    package var roles: [String]
    /// Who acts for the subject (`act`; RFC 8693, section 4.1); nil when the subject acts for itself.
    package var actor: String?
    /// The services the token is good for (`aud`).
    package var audience: [String]
    /// When it was made (`iat`), whole seconds.
    package var issuedAt: WallTime
    /// When it ends (`exp`), whole seconds.
    package var expiresAt: WallTime
    /// Names this token alone (`jti`).
    package var identifier: String

    /// Fractions of seconds are dropped, for the claims have none.
    package init(
        subject: String, kind: String, roles: [String] = [], actor: String? = nil, audience: [String],
        issuedAt: WallTime, expiresAt: WallTime, identifier: String
    ) {
        self.subject = subject
        self.kind = kind
        self.roles = roles
        self.actor = actor
        self.audience = audience
        self.issuedAt = WallTime(milliseconds: issuedAt.milliseconds / 1_000 * 1_000)
        self.expiresAt = WallTime(milliseconds: expiresAt.milliseconds / 1_000 * 1_000)
        self.identifier = identifier
    }

    /// The longest life a token may have.
    package static let lifetimeMax = Duration.seconds(Limits.tokenLifetimeSecondsMax)
}
