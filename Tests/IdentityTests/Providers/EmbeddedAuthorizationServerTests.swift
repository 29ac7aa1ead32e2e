import Identity
import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("The embedded third party", .timeLimit(.minutes(5)))
struct EmbeddedAuthorizationServerTests {
    private let time = SeededTime()
    private let random = SeededRandom(seed: 5)
    private let server: EmbeddedAuthorizationServer
    private let proof: ProofKey

    init() {
        server = EmbeddedAuthorizationServer(issuer: "https://party.invalid", time: time, random: random)
        proof = ProofKey(from: random)
        server.register(client: "ours", secret: "s3cret", redirectURIs: ["https://ours.invalid/back"])
        server.register(client: "theirs", secret: "other", redirectURIs: ["https://theirs.invalid/back"])
    }

    private func url(_ changes: [String: String?] = [:]) -> String {
        let standard: [(name: String, value: String)] = [
            ("response_type", "code"), ("client_id", "ours"), ("redirect_uri", "https://ours.invalid/back"),
            ("scope", "openid"), ("state", "st&ate=1 ü"), ("nonce", "n"), ("code_challenge", proof.challenge),
            ("code_challenge_method", "S256"),
        ]
        let form = FormParameters(
            standard.compactMap { name, value in
                if let change = changes[name] { return change.map { (name: name, value: $0) } }
                return (name: name, value: value)
            })
        return "https://party.invalid/authorize?\(form.encoded)"
    }

    private func answer(_ url: String, as user: String = "li") throws -> FormParameters {
        let back = try server.authorize(url, as: user)
        #expect(back.hasPrefix("https://ours.invalid/back?"))
        return try #require(FormParameters(decoding: back.split(separator: "?", maxSplits: 1)[1]))
    }

    private func form(_ code: String, _ changes: [String: String] = [:]) -> FormParameters {
        let standard = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": "https://ours.invalid/back",
            "client_id": "ours", "client_secret": "s3cret", "code_verifier": proof.verifier,
        ]
        return FormParameters(standard.merging(changes) { $1 }.map { (name: $0.key, value: $0.value) })
    }

    @Test("a challenge is the digest of its verifier, as the standard's own example has it")
    func example() throws {
        // RFC 7636, appendix B.
        let proof = try #require(ProofKey(verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        #expect(proof.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        #expect(proof.answers("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM") && !proof.answers(proof.verifier))
        for verifier in ["", String(repeating: "a", count: 42), String(repeating: "a", count: 129)] {
            #expect(ProofKey(verifier: verifier) == nil)
        }
        #expect(ProofKey(verifier: String(repeating: "a", count: 42) + "+") == nil)
        #expect(ProofKey(verifier: String(repeating: "~", count: 128)) != nil)
    }

    @Test("a code is redeemed once, by whoever asked for it; state and issuer come back as they were sent")
    func redeemed() async throws {
        let back = try answer(url())
        #expect(back["state"] == "st&ate=1 ü" && back["iss"] == "https://party.invalid" && back["error"] == nil)
        let code = try #require(back["code"])
        let claims = try await server.redeem(form(code))
        #expect(claims.issuer == "https://party.invalid" && claims.audience == "ours" && claims.nonce == "n")
        #expect(claims.expiresAt == time.wall().advanced(by: .seconds(300)))
        await #expect(throws: ThirdPartyFault.refused) { try await server.redeem(form(code)) }
        let again = try await server.redeem(form(try #require(try answer(url())["code"])))
        #expect(again.subject == claims.subject)
        let other = try await server.redeem(form(try #require(try answer(url(), as: "wang")["code"])))
        #expect(other.subject != claims.subject)
    }

    @Test(
        "whoever lacks the verifier, the secret or the address redeems nothing, and the code is used up",
        arguments: [
            ["code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"], ["code_verifier": ""],
            ["redirect_uri": "https://ours.invalid/back/"], ["redirect_uri": "https://theirs.invalid/back"],
        ])
    func stolen(changes: [String: String]) async throws {
        let code = try #require(try answer(url())["code"])
        await #expect(throws: ThirdPartyFault.refused) { try await server.redeem(form(code, changes)) }
        await #expect(throws: ThirdPartyFault.refused) { try await server.redeem(form(code)) }
    }

    @Test(
        "another client, or one without its secret, redeems nothing, and uses nothing up",
        arguments: [
            ["client_id": "theirs", "client_secret": "other"], ["client_id": "theirs"], ["client_secret": "x"],
            ["client_id": "nobody"], ["grant_type": "client_credentials"],
        ])
    func otherClient(changes: [String: String]) async throws {
        let code = try #require(try answer(url())["code"])
        await #expect(throws: ThirdPartyFault.refused) { try await server.redeem(form(code, changes)) }
        _ = try await server.redeem(form(code))
    }

    @Test("a code is good for a minute")
    func late() async throws {
        let code = try #require(try answer(url())["code"])
        time.advance(by: .seconds(60))
        await #expect(throws: ThirdPartyFault.refused) { try await server.redeem(form(code)) }
    }

    @Test(
        "no user agent is sent where the client did not say, to the letter",
        arguments: [
            "https://ours.invalid/back/", "https://ours.invalid/back?x=1", "https://ours.invalid",
            "http://ours.invalid/back",
            "https://theirs.invalid/back", "https://ours.invalid/back/../evil", "HTTPS://ours.invalid/back", "",
        ])
    func redirects(address: String) {
        #expect(throws: EmbeddedAuthorizationServer.AuthorizationFault.redirectMismatch) {
            try server.authorize(url(["redirect_uri": address]), as: "li")
        }
    }

    @Test("who is not registered, and what is no question, is answered nowhere")
    func strangers() {
        for (url, fault) in [
            (url(["client_id": "nobody"]), EmbeddedAuthorizationServer.AuthorizationFault.unknownClient),
            (url() + "&client_id=theirs", .malformed), ("https://party.invalid/authorize", .malformed),
            ("https://other.invalid/authorize?client_id=ours", .malformed), (url() + "&x=%zz", .malformed),
        ] {
            #expect(throws: fault) { try server.authorize(url, as: "li") }
        }
        for user in ["", String(repeating: "x", count: 65)] {
            #expect(throws: EmbeddedAuthorizationServer.AuthorizationFault.invalidUser) {
                try server.authorize(url(), as: user)
            }
        }
    }

    @Test(
        "what is not asked as it must be comes back with the error that the standard has for it",
        arguments: [
            ("response_type", "token", "unsupported_response_type"), ("scope", "profile", "invalid_scope"),
            ("code_challenge_method", "plain", "invalid_request"), ("code_challenge", "short", "invalid_request"),
            ("code_challenge", nil, "invalid_request"), ("code_challenge_method", nil, "invalid_request"),
            ("state", nil, "invalid_request"),
        ] as [(String, String?, String)])
    func errors(name: String, value: String?, error: String) throws {
        let back = try answer(url([name: value]))
        #expect(back["error"] == error && back["code"] == nil)
    }

    @Test("a client believes no claims that are another's, of another question, or over")
    func claims() async throws {
        let registration = OAuthClient.Registration(
            issuer: "https://party.invalid", authorizationEndpoint: "https://party.invalid/authorize",
            clientID: "ours", clientSecret: "s3cret", redirectURI: "https://ours.invalid/back")
        let flow = ThirdPartyFlow(at: .wechat, for: nil, now: time.wall(), random: random)
        let ahead = time.wall().advanced(by: .seconds(1))
        func person(
            _ issuer: String = "https://party.invalid", _ subject: String = "1", _ audience: String = "ours",
            _ nonce: String? = nil, _ end: WallTime? = nil
        ) async throws -> ThirdPartyPerson {
            let claims = IdentityClaims(
                issuer: issuer, subject: subject, audience: audience, nonce: nonce ?? flow.nonce,
                expiresAt: end ?? ahead)
            return try await OAuthClient(
                of: .wechat, as: registration, endpoint: FixedClaims(claims: claims), time: time
            )
            .person(code: "c", of: flow)
        }
        #expect(try await person() == ThirdPartyPerson(provider: .wechat, subject: "1"))
        await #expect(throws: ThirdPartyFault.refused) { try await person("https://other.invalid") }
        await #expect(throws: ThirdPartyFault.refused) { try await person("https://party.invalid", "") }
        await #expect(throws: ThirdPartyFault.refused) {
            try await person("https://party.invalid", String(repeating: "x", count: 256))
        }
        await #expect(throws: ThirdPartyFault.refused) { try await person("https://party.invalid", "1", "theirs") }
        await #expect(throws: ThirdPartyFault.refused) {
            try await person("https://party.invalid", "1", "ours", "another")
        }
        await #expect(throws: ThirdPartyFault.refused) {
            try await person("https://party.invalid", "1", "ours", nil, time.wall())
        }
    }

    @Test("parameters read back as they were, and a name that comes twice is refused")
    func parameters() {
        let form = FormParameters([("a b", "1&2=3"), ("空", "格 +%"), ("e", "")])
        #expect(FormParameters(decoding: form.encoded) == form)
        #expect(FormParameters(decoding: "a=1+2&b=%E7%A9%BA")?["a"] == "1 2")
        for text in ["a=1&a=2", "a=%", "a=%1", "a=%GG", "a=%FF", String(repeating: "a", count: 9_000)] {
            #expect(FormParameters(decoding: text) == nil, "\(text.prefix(20))")
        }
    }
}

/// A token endpoint that always says the same.
private struct FixedClaims: TokenEndpoint {
    let claims: IdentityClaims

    func redeem(_ form: FormParameters) async throws(ThirdPartyFault) -> IdentityClaims { claims }
}
