/// Somebody else who knows people, and says who it is that signed in there.
package protocol ThirdPartyProvider: Sendable {
    /// Where a user agent is sent to begin.
    func authorizationURL(for flow: ThirdPartyFlow) -> String

    /// Redeems what the user agent brought back: who it is. Throws `ThirdPartyFault`.
    func person(code: String, of flow: ThirdPartyFlow) async throws(ThirdPartyFault) -> ThirdPartyPerson
}

/// Why a third party says nobody's name.
package enum ThirdPartyFault: Error, Sendable, Equatable {
    /// It does not stand by the code, or what it says is not for us, not now, or not about this sign-in.
    case refused
    /// It cannot be asked now. The code may be used up.
    case away
}

/// Where authorisation codes are redeemed (RFC 6749, section 3.2).
package protocol TokenEndpoint: Sendable {
    /// Sends a form and gives the claims that come back. Throws `ThirdPartyFault`.
    func redeem(_ form: FormParameters) async throws(ThirdPartyFault) -> IdentityClaims
}
