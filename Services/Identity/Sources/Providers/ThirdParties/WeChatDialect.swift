internal import MeshRuntime

/// 微信开放平台, signing in on a website: OAuth's flow with names of its own, without PKCE, whose token endpoint is asked
/// with a GET and refuses with `errcode` in an answer of status 200.
package struct WeChatDialect: ThirdPartyDialect {
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
                ("appid", client.id), ("redirect_uri", client.redirectURI), ("response_type", "code"),
                ("scope", client.scope), ("state", flow.state),
            ])) + "#wechat_redirect"
    }

    package func subject(
        code: String, of flow: ThirdPartyFlow, through calls: ThirdPartyCalls
    ) throws(ThirdPartyFault) -> String {
        let token = try Self.accepted(
            calls.get(
                endpoints.token.with(
                    FormParameters([
                        ("appid", client.id), ("secret", client.secret.text), ("code", code),
                        ("grant_type", "authorization_code"),
                    ])), for: .token))
        let maximum = IdentityClaims.Limits.subjectBytesMax
        let openID = try token.text("openid", charactersMax: maximum)
        switch subject {
        case .openid: return openID
        case .unionid:
            if token.document?["unionid"] != nil { return try token.text("unionid", charactersMax: maximum) }
            let access = try token.text("access_token", charactersMax: ThirdPartyCalls.Limits.tokenCharactersMax)
            let person = try Self.accepted(
                calls.get(
                    endpoints.userinfo.with(FormParameters([("access_token", access), ("openid", openID)])),
                    for: .person))
            return try person.text("unionid", charactersMax: maximum)
        }
    }

    /// An answer that refuses nothing.
    private static func accepted(_ answer: ThirdPartyCalls.Answer) throws(ThirdPartyFault) -> ThirdPartyCalls.Answer {
        if let text = answer.document?["errcode"]?.text, text != "0" {
            guard let number = Int(text) else { throw answer.fault(.unreadable, "errcode is no number") }
            throw answer.fault(kind(of: number), "errcode \(number)")
        }
        guard answer.isSuccess else { throw answer.fault(.unreadable, "status \(answer.status) without errcode") }
        return answer
    }

    /// On which side an error lies.
    private static func kind(of errorCode: Int) -> ThirdPartyFault.Kind {
        switch errorCode {
        case -1, 45_009, 45_011: .away  // busy; asked too often
        case 40_001, 40_002, 40_013, 40_125, 41_002, 41_004, 48_001, 48_004: .clientRefused  // appid, secret, rights
        default: .refused  // 40029 no such code, 40163 used, 41008 none, 42003 too old, and what else it has
        }
    }
}
