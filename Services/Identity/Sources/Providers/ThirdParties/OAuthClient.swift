internal import MeshCrypto
package import MeshKernel

/// A client of OAuth's authorisation-code flow with PKCE, state and nonce (RFC 9700, section 2.1).
package struct OAuthClient: ThirdPartyProvider {
    /// As it was registered with the third party.
    package struct Registration: Sendable, Equatable {
        /// Whose issuer it is, as its claims name it.
        package let issuer: String
        /// Where user agents are sent.
        package let authorizationEndpoint: String
        /// Our name there.
        package let clientID: String
        /// Our secret there.
        package let clientSecret: String
        /// Where user agents come back to: one address for each third party, so that no answer of one is taken for
        /// another's (RFC 9700, section 4.4.2).
        package let redirectURI: String

        package init(
            issuer: String, authorizationEndpoint: String, clientID: String, clientSecret: String, redirectURI: String
        ) {
            self.issuer = issuer
            self.authorizationEndpoint = authorizationEndpoint
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.redirectURI = redirectURI
        }
    }

    private let provider: ThirdParty
    private let registration: Registration
    private let endpoint: any TokenEndpoint
    private let time: any TimeSource

    /// A client of `provider`, whose codes are redeemed at `endpoint`.
    package init(
        of provider: ThirdParty, as registration: Registration, endpoint: any TokenEndpoint, time: any TimeSource
    ) {
        self.provider = provider
        self.registration = registration
        self.endpoint = endpoint
        self.time = time
    }

    /// It sends `iss` with every answer (RFC 9207).
    package var issuer: IssuerRule { .always(registration.issuer) }

    package func authorizationURL(for flow: ThirdPartyFlow) -> String {
        let query = FormParameters([
            ("response_type", "code"), ("client_id", registration.clientID),
            ("redirect_uri", registration.redirectURI), ("scope", "openid"), ("state", flow.state),
            ("nonce", flow.nonce), ("code_challenge", flow.proofKey.challenge), ("code_challenge_method", "S256"),
        ])
        return "\(registration.authorizationEndpoint)?\(query.encoded)"
    }

    package func person(code: String, of flow: ThirdPartyFlow) async throws(ThirdPartyFault) -> ThirdPartyPerson {
        let claims = try await endpoint.redeem(
            FormParameters([
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", registration.redirectURI),
                ("client_id", registration.clientID), ("client_secret", registration.clientSecret),
                ("code_verifier", flow.proofKey.verifier),
            ]))
        // OpenID Connect Core 1.0, section 3.1.3.7: the claims come from the endpoint itself, over its own TLS.
        guard claims.issuer == registration.issuer, claims.audience == registration.clientID,
            ConstantTime.areEqual(Array(claims.nonce.utf8), Array(flow.nonce.utf8)), claims.expiresAt > time.wall(),
            (1...IdentityClaims.Limits.subjectBytesMax).contains(claims.subject.utf8.count)
        else { throw .refused }
        return ThirdPartyPerson(provider: provider, subject: claims.subject)
    }
}
