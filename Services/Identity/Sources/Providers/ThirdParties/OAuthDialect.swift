internal import MeshKernel
internal import MeshRuntime

/// OAuth's authorisation-code flow with PKCE (RFC 6749, RFC 7636), and whose token it is from the userinfo endpoint of
/// OpenID Connect Core 1.0 (section 5.3), which tells it over its own TLS.
package struct OAuthDialect: ThirdPartyDialect {
    /// How the token endpoint learns that it is us (RFC 6749, section 2.3.1).
    package enum Authentication: Sendable {
        /// In a header.
        case basic
        /// Among the parameters.
        case post
    }

    package let issuer: IssuerRule
    private let client: ThirdPartyClient
    private let endpoints: ThirdPartyEndpoints
    private let authentication: Authentication

    /// The flow as `client`.
    package init(
        as client: ThirdPartyClient, at endpoints: ThirdPartyEndpoints, authentication: Authentication,
        issuer: IssuerRule
    ) {
        self.client = client
        self.endpoints = endpoints
        self.authentication = authentication
        self.issuer = issuer
    }

    package func authorizationURL(for flow: ThirdPartyFlow) -> String {
        endpoints.authorization.with(
            FormParameters([
                ("response_type", "code"), ("client_id", client.id), ("redirect_uri", client.redirectURI),
                ("scope", client.scope), ("state", flow.state), ("code_challenge", flow.proofKey.challenge),
                ("code_challenge_method", "S256"),
            ]))
    }

    package func subject(
        code: String, of flow: ThirdPartyFlow, through calls: ThirdPartyCalls
    ) throws(ThirdPartyFault) -> String {
        let token = try token(code, flow, calls)
        let answer = try calls.get(
            endpoints.userinfo.text, headers: [HTTPRequest.Header(name: "Authorization", value: "Bearer \(token)")],
            for: .person)
        // It has given that token a moment ago.
        guard answer.isSuccess else { throw answer.fault(.unreadable, "status \(answer.status)") }
        return try answer.text("sub", charactersMax: IdentityClaims.Limits.subjectBytesMax)
    }

    private func token(
        _ code: String, _ flow: ThirdPartyFlow, _ calls: ThirdPartyCalls
    ) throws(ThirdPartyFault) -> String {
        var parameters = [
            (name: "grant_type", value: "authorization_code"), (name: "code", value: code),
            (name: "redirect_uri", value: client.redirectURI), (name: "code_verifier", value: flow.proofKey.verifier),
        ]
        var headers: [HTTPRequest.Header] = []
        switch authentication {
        case .basic: headers = [HTTPRequest.Header(name: "Authorization", value: "Basic \(credentials)")]
        case .post:
            parameters += [
                (name: "client_id", value: client.id), (name: "client_secret", value: client.secret.text),
            ]
        }
        let answer = try calls.post(
            Array(FormParameters(parameters).encoded.utf8), as: "application/x-www-form-urlencoded",
            to: endpoints.token, headers: headers, for: .token)
        guard answer.isSuccess else { throw Self.refusal(answer) }
        // What is another kind of token would be sent as it must not be (RFC 6749, section 7.1).
        let type = try answer.text("token_type", charactersMax: ThirdPartyCalls.Limits.tokenCharactersMax)
        guard type.lowercased() == "bearer" else { throw answer.fault(.unreadable, "no token of a bearer") }
        return try answer.text("access_token", charactersMax: ThirdPartyCalls.Limits.tokenCharactersMax)
    }

    /// Name and secret, each encoded as in a form, for they may hold a colon.
    private var credentials: String {
        let halves = [client.id, client.secret.text].map(FormParameters.encode)
        return Base64.encode(Array(halves.joined(separator: ":").utf8))
    }

    /// What a refusal of the token endpoint means (RFC 6749, section 5.2).
    private static func refusal(_ answer: ThirdPartyCalls.Answer) -> ThirdPartyFault {
        switch answer.document?["error"]?.text {
        case "invalid_grant": return answer.fault(.refused, "invalid_grant")
        case "invalid_client", "unauthorized_client", "invalid_request", "unsupported_grant_type", "invalid_scope":
            return answer.fault(.clientRefused, answer.document?["error"]?.text ?? "")
        case nil where answer.status == 401: return answer.fault(.clientRefused, "status 401")
        case nil: return answer.fault(.unreadable, "status \(answer.status) without an error of OAuth")
        case .some: return answer.fault(.refused, "status \(answer.status) with an error of its own")
        }
    }
}
