internal import MeshRuntime

/// 钉钉统一授权: OAuth's flow whose token endpoint speaks JSON with names of its own, without PKCE, and whose tokens go
/// into a header of its own.
package struct DingTalkDialect: ThirdPartyDialect {
    private let client: ThirdPartyClient
    private let endpoints: ThirdPartyEndpoints
    private let subject: ThirdPartySubject

    /// The flow as `client`, which knows people by `subject`.
    package init(as client: ThirdPartyClient, at endpoints: ThirdPartyEndpoints, subject: ThirdPartySubject) {
        self.client = client
        self.endpoints = endpoints
        self.subject = subject
    }

    package var issuer: IssuerRule { .never }

    package func authorizationURL(for flow: ThirdPartyFlow) -> String {
        endpoints.authorization.with(
            FormParameters([
                ("redirect_uri", client.redirectURI), ("response_type", "code"), ("client_id", client.id),
                ("scope", client.scope), ("state", flow.state), ("prompt", "consent"),
            ]))
    }

    package func subject(
        code: String, of flow: ThirdPartyFlow, through calls: ThirdPartyCalls
    ) throws(ThirdPartyFault) -> String {
        var question = JSONText()
        question.object { json in
            json.member("clientId", client.id)
            json.member("clientSecret", client.secret.text)
            json.member("code", code)
            json.member("grantType", "authorization_code")
        }
        let token = try calls.post(question.bytes, as: "application/json", to: endpoints.token, for: .token)
        guard token.isSuccess else { throw Self.refusal(token) }
        let access = try token.text("accessToken", charactersMax: ThirdPartyCalls.Limits.tokenCharactersMax)
        let person = try calls.get(
            endpoints.userinfo.text,
            headers: [HTTPRequest.Header(name: "x-acs-dingtalk-access-token", value: access)], for: .person)
        switch person.status {
        case ..<300: break
        // The application lacks the right to read of whom it has a token.
        case 403: throw person.fault(.clientRefused, "status 403")
        default: throw person.fault(.unreadable, "status \(person.status)")
        }
        let name =
            switch subject {
            case .unionid: "unionId"
            case .openid: "openId"
            }
        return try person.text(name, charactersMax: IdentityClaims.Limits.subjectBytesMax)
    }

    /// What a refusal of the token endpoint means. It names in `code` which of its parameters it does not take.
    private static func refusal(_ answer: ThirdPartyCalls.Answer) -> ThirdPartyFault {
        guard let word = answer.document?["code"]?.text else {
            return answer.fault(.unreadable, "status \(answer.status) without a code")
        }
        let small = word.lowercased()
        let isOurs =
            answer.status == 401 || answer.status == 403
            || ["client", "appkey", "secret", "authentication"].contains(where: small.contains)
        return answer.fault(isOurs ? .clientRefused : .refused, "status \(answer.status)")
    }
}
