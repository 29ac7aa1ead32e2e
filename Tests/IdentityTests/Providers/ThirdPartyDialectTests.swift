import Identity
import MeshKernel
import MeshRuntime
import MeshTestKit
import Testing

@Suite("The dialects of third parties, as servers that check them understand them", .timeLimit(.minutes(5)))
struct ThirdPartyDialectTests {
    private let random = SeededRandom(seed: 6)
    private let time = SeededTime()

    /// Runs `body` with the dialect that a configuration comes to, and what asks in it.
    private func run(
        _ kind: String, _ changes: [String: String?] = [:],
        _ body: (any ThirdPartyDialect, ThirdPartyCalls, ThirdPartyServer) async throws -> Void
    ) async throws {
        let server = try await ThirdPartyServer()
        let absolute = changes.mapValues { value in value.map { $0.hasPrefix("/") ? server.base + $0 : $0 } }
        let result: Result<Void, any Error>
        do {
            let checked = try #require(try ThirdPartyServer.checked(server.section(kind, absolute)).first)
            let calls = ThirdPartyCalls(trust: checked.trust, timeoutMilliseconds: 60_000)
            try await body(try #require(checked.dialect), calls, server)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await server.stop()
        try result.get()
    }

    private func flow() -> ThirdPartyFlow { ThirdPartyFlow(at: .wechat, for: nil, now: time.wall(), random: random) }

    /// Who somebody is that signs in there as `user`.
    private func subject(
        of user: String, _ dialect: any ThirdPartyDialect, _ calls: ThirdPartyCalls, _ server: ThirdPartyServer
    ) async throws -> String {
        let flow = flow()
        let back = try await server.answer(to: dialect.authorizationURL(for: flow), as: user)
        #expect(back["state"] == flow.state)
        let code = try #require(back["code"] ?? back["authCode"])
        return try await redeem(code, flow, dialect, calls)
    }

    private func redeem(
        _ code: String, _ flow: ThirdPartyFlow, _ dialect: any ThirdPartyDialect, _ calls: ThirdPartyCalls
    ) async throws -> String {
        let pool = OffloadPool(threadCount: 1)
        let party = RemoteThirdParty(.wechat, speaking: dialect, calls: calls, exchanges: pool)
        let result: Result<String, any Error>
        do { result = .success(try await party.person(code: code, of: flow).subject) } catch {
            result = .failure(error)
        }
        await pool.close()
        return try result.get()
    }

    @Test("an authorisation address keeps what it has, and its parameters read back as they were")
    func addresses() async throws {
        try await run("oauth2", ["authorization_endpoint": "https://party.example/a?tenant=1"]) { dialect, _, _ in
            let flow = flow()
            let url = dialect.authorizationURL(for: flow)
            #expect(url.hasPrefix("https://party.example/a?tenant=1&"))
            let query = try #require(FormParameters(decoding: url.split(separator: "?")[1]))
            #expect(query["response_type"] == "code" && query["client_id"] == ThirdPartyServer.client)
            #expect(query["redirect_uri"] == ThirdPartyServer.redirectURI("party") && query["state"] == flow.state)
            #expect(query["code_challenge"] == flow.proofKey.challenge && query["code_challenge_method"] == "S256")
            #expect(!url.contains(flow.proofKey.verifier) && dialect.issuer == .always(ThirdPartyServer.issuer))
        }
    }

    @Test("WeChat's people are known by unionid, also when it comes late; who has none is nobody")
    func wechat() async throws {
        try await run("wechat") { dialect, calls, server in
            let named = try await subject(of: "li", dialect, calls, server)
            #expect(named == "union-li")
            #expect(server.paths == ["/connect/qrconnect ", "/sns/oauth2/access_token "])
            #expect(server.requests.first?["scope"]?.text == "snsapi_login")
            #expect(dialect.authorizationURL(for: flow()).hasSuffix("#wechat_redirect"))
            let late = try await subject(of: "late-li", dialect, calls, server)
            #expect(late == "union-late-li")
            #expect(server.paths.last == "/sns/userinfo ")
            await #expect(throws: ThirdPartyFault(.unreadable, "person: without unionid")) {
                try await subject(of: "late-nobody", dialect, calls, server)
            }
            #expect(dialect.issuer == .never)
        }
    }

    @Test("WeChat's people are known by openid where that is said, and never by the other name")
    func openid() async throws {
        try await run("wechat", ["subject": "openid"]) { dialect, calls, server in
            let open = try await subject(of: "li", dialect, calls, server)
            #expect(open == "open-li")
            let lateOpen = try await subject(of: "late-nobody", dialect, calls, server)
            #expect(lateOpen == "open-late-nobody")
        }
    }

    @Test("what WeChat refuses in an answer of status 200 is refused, with the side on which it lies")
    func wechatRefusals() async throws {
        try await run("wechat") { dialect, calls, server in
            let flow = flow()
            let back = try await server.answer(to: dialect.authorizationURL(for: flow), as: "li")
            let code = try #require(back["code"])
            let first = try await redeem(code, flow, dialect, calls)
            #expect(first == "union-li")
            await #expect(throws: ThirdPartyFault(.refused, "token: errcode 40163")) {
                try await redeem(code, flow, dialect, calls)
            }
            await #expect(throws: ThirdPartyFault(.refused, "token: errcode 40029")) {
                try await redeem("none", flow, dialect, calls)
            }
        }
        try await run("wechat", ["secret_file": "other"]) { dialect, calls, server in
            await #expect(throws: ThirdPartyFault(.clientRefused, "token: errcode 40125")) {
                try await subject(of: "li", dialect, calls, server)
            }
        }
        for (fault, expected) in [
            ("errcode/-1", ThirdPartyFault(.away, "token: errcode -1")),
            ("errcode/45011", ThirdPartyFault(.away, "token: errcode 45011")),
            ("errcode/40013", ThirdPartyFault(.clientRefused, "token: errcode 40013")),
            ("text", ThirdPartyFault(.unreadable, "token: not JSON")),
            ("status/404", ThirdPartyFault(.unreadable, "token: status 404 without errcode")),
            ("status/500", ThirdPartyFault(.away, "token: status 500")),
            ("endless", ThirdPartyFault(.unreadable, "token: more than 65536 bytes")),
            ("errcode/0", ThirdPartyFault(.unreadable, "token: without openid")),
        ] {
            try await run("wechat", ["token_endpoint": "/fault/\(fault)"]) { dialect, calls, _ in
                await #expect(throws: expected) { try await redeem("c", flow(), dialect, calls) }
            }
        }
    }

    @Test("DingTalk's people are known by unionId, or by openId where that is said")
    func dingtalk() async throws {
        for (changes, name) in [([:], "union-li"), (["subject": "openid"], "open-li")] as [([String: String?], String)]
        {
            try await run("dingtalk", changes) { dialect, calls, server in
                let found = try await subject(of: "li", dialect, calls, server)
                #expect(found == name)
                #expect(
                    server.paths == ["/oauth2/auth ", "/v1.0/oauth2/userAccessToken ", "/v1.0/contact/users/me "])
                #expect(server.requests.first?["prompt"]?.text == "consent")
            }
        }
    }

    @Test("what DingTalk refuses is refused, with the side on which it lies")
    func dingtalkRefusals() async throws {
        try await run("dingtalk") { dialect, calls, _ in
            await #expect(throws: ThirdPartyFault(.refused, "token: status 400")) {
                try await redeem("none", flow(), dialect, calls)
            }
        }
        try await run("dingtalk", ["secret_file": "other"]) { dialect, calls, server in
            await #expect(throws: ThirdPartyFault(.clientRefused, "token: status 400")) {
                try await subject(of: "li", dialect, calls, server)
            }
        }
        for (endpoint, fault, expected) in [
            ("token", "status/400", ThirdPartyFault(.unreadable, "token: status 400 without a code")),
            ("token", "silent-never", ThirdPartyFault(.away, "token: no answer in time")),
            ("userinfo", "status/403", ThirdPartyFault(.clientRefused, "person: status 403")),
            ("userinfo", "status/401", ThirdPartyFault(.unreadable, "person: status 401")),
            ("userinfo", "text", ThirdPartyFault(.unreadable, "person: not JSON")),
        ] {
            try await run("dingtalk", ["\(endpoint)_endpoint": "/fault/\(fault)"]) { dialect, calls, server in
                let short = ThirdPartyCalls(trust: server.certificate, timeoutMilliseconds: 1_000)
                await #expect(throws: expected) {
                    try await subject(of: "li", dialect, fault == "silent-never" ? short : calls, server)
                }
            }
        }
    }

    @Test("a secret is described by its name alone")
    func secrets() throws {
        let client = ThirdPartyClient(
            id: "c", secret: try #require(ThirdPartySecret("s3cret")), redirectURI: "https://a", scope: "openid")
        #expect(!"\(client)".contains("s3cret") && !String(reflecting: client).contains("s3cret"))
        for text in ["", "a b", "a\n", "ä", String(repeating: "x", count: 1_025)] {
            #expect(ThirdPartySecret(text) == nil)
        }
    }
}
