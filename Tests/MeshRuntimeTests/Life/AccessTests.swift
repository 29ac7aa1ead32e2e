import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@testable import MeshRuntime
@testable import runtimeprobe

@Suite("Who the end user is", .timeLimit(.minutes(2)))
struct AccessTests {
    @Test("every token that is not good is refused with its reason, and a good one names the account")
    func reasons() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start()
        let client = try mesh.client(of: process.address)
        func reason(_ authorization: String?) async -> String? {
            let error = await client.refusal(ProbeEndpoint.mine, authorization: authorization)
            #expect(error == nil || error?.code == .unauthenticated)
            #expect(error == nil || error?.reason?.domain == "evidence")
            // A refusal is logged by whoever gets it: what was presented must not stand in it.
            if let error, let authorization { #expect(!"\(error)".contains(authorization)) }
            return error?.reason?.reason
        }
        let stranger = try #require(SigningKey(seed: SystemRandom().bytes(32)))
        #expect(await reason(nil) == "TOKEN_MISSING")
        #expect(await reason("Basic dXNlcg==") == "TOKEN_MALFORMED")
        #expect(await reason("Bearer ") == "TOKEN_MALFORMED")
        #expect(await reason("Bearer a.b.c") == "TOKEN_MALFORMED")
        #expect(await reason("Bearer " + String(repeating: "x", count: 5_000)) == "TOKEN_MALFORMED")
        #expect(try await reason(mesh.authorization(age: .seconds(600))) == "TOKEN_EXPIRED")
        #expect(try await reason(mesh.authorization(age: .seconds(-3_600))) == "TOKEN_NOT_YET_VALID")
        #expect(try await reason(mesh.authorization(audience: ["billing"])) == "TOKEN_AUDIENCE_WRONG")
        #expect(try await reason(mesh.authorization(key: stranger)) == "TOKEN_UNTRUSTED")
        #expect(try await reason(mesh.authorization(kind: "emperor")) == "TOKEN_KIND_UNKNOWN")
        var tampered = try mesh.authorization()
        tampered.removeLast(4)
        #expect(await reason(tampered + "AAAA") == "TOKEN_UNTRUSTED")
        #expect(
            try await client.ask(ProbeEndpoint.mine, authorization: mesh.authorization(account: "acc_7")) == ["acc_7"])
        #expect(try await client.ask(ProbeEndpoint.open, "x") == ["hello", "x"])
        await client.close()
        process.stop(because: "test")
        #expect(await process.ended() == .done)
        // Every token begins with the base 64 of `{"`.
        #expect(try !mesh.folder.text("evidence.log").contains("eyJ"))
    }

    @Test("kinds and roles open the methods that ask for them, and no others")
    func kinds() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start()
        let client = try mesh.client(of: process.address)
        let code = {
            @Sendable
            (
                method: Method<ProbeEndpoint.Question, ProbeEndpoint.Answer>, kind: String, roles: [String]
            ) async throws -> RPCError.Code? in
            let authorization = try mesh.authorization(kind: kind, roles: roles)
            return await client.refusal(method, authorization: authorization)?.code
        }
        #expect(try await code(ProbeEndpoint.mine, "account", []) == nil)
        #expect(try await code(ProbeEndpoint.mine, "verified_account", []) == nil)
        #expect(try await code(ProbeEndpoint.mine, "applicant", []) == .permissionDenied)
        #expect(try await code(ProbeEndpoint.mine, "staff", ["auditor"]) == .permissionDenied)
        #expect(try await code(ProbeEndpoint.verified, "account", []) == .permissionDenied)
        #expect(try await code(ProbeEndpoint.verified, "verified_account", []) == nil)
        for kind in ["account", "applicant"] {
            let error = await client.refusal(
                ProbeEndpoint.verified, authorization: try mesh.authorization(kind: kind))
            #expect(error?.reason?.reason == "NOT_VERIFIED" && error?.message.contains("您还未实名认证") == true)
        }
        #expect(try await code(ProbeEndpoint.verified, "staff", ["auditor"]) == .permissionDenied)
        for kind in ["applicant", "account", "verified_account", "staff"] {
            #expect(try await code(ProbeEndpoint.signedIn, kind, []) == nil)
        }
        #expect(await client.refusal(ProbeEndpoint.signedIn)?.reason?.reason == "TOKEN_MISSING")
        // Whoever acts for an institution does what is opened to their role there, and nothing is here.
        let acting = try mesh.authorization(kind: "member", roles: ["administrator", "auditor"], actor: "acc_2")
        for method in [ProbeEndpoint.mine, ProbeEndpoint.verified] {
            #expect(await client.refusal(method, authorization: acting)?.reason?.reason == "ROLE_MISSING")
        }
        #expect(await client.refusal(ProbeEndpoint.audit, authorization: acting)?.code == .permissionDenied)
        #expect(await client.refusal(ProbeEndpoint.signedIn, authorization: acting) == nil)
        #expect(try await code(ProbeEndpoint.signedIn, "member", ["administrator"]) == .unauthenticated)
        for kind in ["account", "staff"] {
            let named = try mesh.authorization(kind: kind, roles: ["auditor"], actor: "acc_2")
            #expect(await client.refusal(ProbeEndpoint.signedIn, authorization: named)?.code == .unauthenticated)
        }
        #expect(try await code(ProbeEndpoint.audit, "staff", ["auditor"]) == nil)
        #expect(try await code(ProbeEndpoint.audit, "staff", ["clerk"]) == .permissionDenied)
        #expect(try await code(ProbeEndpoint.audit, "account", ["auditor"]) == .permissionDenied)
        // The calling service is checked before the end user: no token helps the operator here.
        #expect(await client.refusal(ProbeEndpoint.closed)?.code == .permissionDenied)
        let gateway = try mesh.client(of: process.address, as: "gateway")
        #expect(await gateway.refusal(ProbeEndpoint.closed) == nil)
        await client.close()
        await gateway.close()
        process.stop(because: "test")
        #expect(await process.ended() == .done)
    }

    @Test("under production a token of the development key is worth nothing")
    func production() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start(["environment: production", "tokens: {}"])
        let client = try mesh.client(of: process.address)
        let error = await client.refusal(ProbeEndpoint.mine, authorization: try mesh.authorization())
        #expect(error?.reason?.reason == "TOKEN_UNTRUSTED")
        await client.close()
        process.stop(because: "test")
        _ = await process.ended()
    }

    @Test("under production a service that could not hear which sign-ins end does not start, and says what to do")
    func unheardProduction() async throws {
        let mesh = try ProbeMesh()
        let keys = "tokens: { keys: [\(mesh.folder.file("pki"))/token-dev.pub] }"
        let error = await #expect(throws: ConfigurationError.self) {
            let process = try await mesh.start(["environment: production", keys])
            process.stop(because: "it should not have started")
            _ = await process.ended()
        }
        let words = "\(error?.description ?? "")"
        #expect(words.contains("'peers.identity'") && words.contains("tokens.keys"), "\(words)")
        // With whom to hear it from it starts, and believes nobody of whom it has not heard.
        let process = try await mesh.start([
            "environment: production", keys, "peers: { identity: ['127.0.0.1:9'] }",
        ])
        let client = try mesh.client(of: process.address)
        let token = try mesh.authorization(identifier: "ses_1.a")
        #expect(await client.refusal(ProbeEndpoint.mine, authorization: token)?.reason?.reason == "SIGN_IN_UNKNOWN")
        await client.close()
        process.stop(because: "test")
        _ = await process.ended()
    }

    @Test("a token of no sign-in is believed from the development key alone, and one of a sign-in from any key")
    func sessionless() async throws {
        let mesh = try ProbeMesh()
        let keys = mesh.folder.file("pki")
        let another = try ProbeMesh().folder
        let other = try SigningKey(path: another.file("pki/token-dev.key"))
        try WholeFile.replace("\(keys)/other.pub", with: try WholeFile.contents(another.file("pki/token-dev.pub")))
        let tokens = "tokens: { development_key: \(keys)/token-dev.pub, keys: [\(keys)/other.pub] }"
        let process = try await mesh.start([tokens])
        let client = try mesh.client(of: process.address)
        let developer = try mesh.authorization()
        #expect(await client.refusal(ProbeEndpoint.mine, authorization: developer) == nil)
        let stray = try mesh.authorization(key: other)
        let without = await client.refusal(ProbeEndpoint.mine, authorization: stray)
        #expect(without?.code == .unauthenticated && without?.reason?.reason == "TOKEN_WITHOUT_SIGN_IN")
        for identifier in ["ses_1", "ses_", ".ses_1.a", "SES_1.a"] {
            let token = try mesh.authorization(key: other, identifier: identifier)
            let refusal = await client.refusal(ProbeEndpoint.mine, authorization: token)
            #expect(refusal?.reason?.reason == "TOKEN_WITHOUT_SIGN_IN", "\(identifier)")
        }
        let of = try mesh.authorization(key: other, identifier: "ses_1.a")
        for _ in 0..<2 { #expect(await client.refusal(ProbeEndpoint.mine, authorization: of) == nil) }
        await client.close()
        process.stop(because: "test")
        _ = await process.ended()
    }

    @Test("a token is verified once, remembered until it expires, and never longer")
    func remembered() throws {
        let time = SeededTime()
        let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        let verifier = TokenVerifier(keys: [key.publicKey], audience: "evidence", time: time)
        func token(_ number: Int, seconds: Int64 = 300) throws -> String {
            let token = AccessToken(
                subject: "acc_\(number)", kind: "account", audience: ["evidence"], issuedAt: time.wall(),
                expiresAt: time.wall().advanced(by: .seconds(seconds)), identifier: "ses_\(number).a")
            return "Bearer " + (try token.signed(with: key))
        }
        let first = try token(1, seconds: 60)
        for _ in 0..<10 { #expect(try verifier.verify(first).subject == "acc_1") }
        #expect(verifier.signatureCount == 1)
        time.advance(by: .seconds(200))
        #expect(throws: TokenRefusal.expired) { try verifier.verify(first) }
        let count = Limits.tokenCacheEntriesMax + 50
        let second = try token(2)
        _ = try verifier.verify(second)
        for number in 3..<count + 3 { _ = try verifier.verify(token(number)) }
        #expect(verifier.rememberedCount <= Limits.tokenCacheEntriesMax)
        let before = verifier.signatureCount
        #expect(try verifier.verify(second).subject == "acc_2")
        #expect(verifier.signatureCount == before + 1, "the oldest gave way")
        #expect(throws: TokenRefusal.missing) { try verifier.verify("") }
        verifier.replace(keys: [])
        #expect(verifier.rememberedCount == 0)
        #expect(throws: TokenRefusal.untrusted) { try verifier.verify(second) }
        verifier.replace(keys: [key.publicKey])
        #expect(try verifier.verify(second).subject == "acc_2")
    }
}
