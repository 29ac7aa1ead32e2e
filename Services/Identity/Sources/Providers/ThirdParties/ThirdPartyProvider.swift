/// Somebody else who knows people, and says who it is that signed in there.
package protocol ThirdPartyProvider: Sendable {
    /// What it says of itself when it sends somebody back.
    var issuer: IssuerRule { get }

    /// Where a user agent is sent to begin.
    func authorizationURL(for flow: ThirdPartyFlow) -> String

    /// Redeems what the user agent brought back: who it is. Throws `ThirdPartyFault`.
    func person(code: String, of flow: ThirdPartyFlow) async throws(ThirdPartyFault) -> ThirdPartyPerson
}

/// Where authorisation codes are redeemed (RFC 6749, section 3.2).
package protocol TokenEndpoint: Sendable {
    /// Sends a form and gives the claims that come back. Throws `ThirdPartyFault`.
    func redeem(_ form: FormParameters) async throws(ThirdPartyFault) -> IdentityClaims
}
