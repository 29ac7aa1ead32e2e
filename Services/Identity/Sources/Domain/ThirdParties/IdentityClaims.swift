package import MeshKernel

/// What a third party says of whoever signed in there (OpenID Connect Core 1.0, section 2).
package struct IdentityClaims: Sendable, Equatable {
    /// Bounds of what is said.
    package enum Limits {
        /// The subject's name there (section 2: at most 255 ASCII characters).
        package static let subjectBytesMax = 255
    }

    /// Who says it.
    package let issuer: String
    /// Its name for them, never given to another.
    package let subject: String
    /// For whom it is said.
    package let audience: String
    /// The word of whoever asked, so that an answer to another question is none.
    package let nonce: String
    /// From when on it is not said any more.
    package let expiresAt: WallTime

    package init(issuer: String, subject: String, audience: String, nonce: String, expiresAt: WallTime) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.nonce = nonce
        self.expiresAt = expiresAt
    }
}
