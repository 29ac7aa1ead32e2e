/// What a third party knows this house by.
package struct ThirdPartyClient: Sendable {
    /// Bounds of what it is made of.
    package enum Limits {
        /// A file of roots: those of a whole machine fit.
        package static let trustBytesMax = 1_048_576
    }

    /// Our name there.
    package let id: String
    /// Our secret there.
    package let secret: ThirdPartySecret
    /// Where user agents come back to: one address for each third party, so that no answer of one is taken for
    /// another's (RFC 9700, section 4.4.2).
    package let redirectURI: String
    /// What is asked for on the way.
    package let scope: String

    package init(id: String, secret: ThirdPartySecret, redirectURI: String, scope: String) {
        self.id = id
        self.secret = secret
        self.redirectURI = redirectURI
        self.scope = scope
    }
}
