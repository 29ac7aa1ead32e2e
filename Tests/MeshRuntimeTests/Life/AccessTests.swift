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
        func code(
            _ method: Method<ProbeEndpoint.Question, ProbeEndpoint.Answer>, _ kind: String, _ roles: [String] = []
        ) async throws -> RPCError.Code? {
            await client.refusal(method, authorization: try mesh.authorization(kind: kind, roles: roles))?.code
        }
        #expect(try await code(ProbeEndpoint.mine, "account") == nil)
        #expect(try await code(ProbeEndpoint.mine, "verified_account") == nil)
        #expect(try await code(ProbeEndpoint.mine, "applicant") == .permissionDenied)
        #expect(try await code(ProbeEndpoint.mine, "staff", ["auditor"]) == .permissionDenied)
        #expect(try await code(ProbeEndpoint.verified, "account") == .permissionDenied)
        #expect(try await code(ProbeEndpoint.verified, "verified_account") == nil)
        for kind in ["account", "applicant"] {
            let error = await client.refusal(
                ProbeEndpoint.verified, authorization: try mesh.authorization(kind: kind))
            #expect(error?.reason?.reason == "NOT_VERIFIED" && error?.message.contains("您还未实名认证") == true)
        }
        #expect(try await code(ProbeEndpoint.verified, "staff", ["auditor"]) == .permissionDenied)
        for kind in ["applicant", "account", "verified_account", "staff"] {
            #expect(try await code(ProbeEndpoint.signedIn, kind) == nil)
        }
        #expect(await client.refusal(ProbeEndpoint.signedIn)?.reason?.reason == "TOKEN_MISSING")
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

    @Test("a token is verified once, remembered until it expires, and never longer")
    func remembered() throws {
        let time = SeededTime()
        let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        let verifier = TokenVerifier(keys: [key.publicKey], audience: "evidence", time: time)
        func token(_ number: Int, seconds: Int64 = 300) throws -> String {
            let token = AccessToken(
                subject: "acc_\(number)", kind: "account", audience: ["evidence"], issuedAt: time.wall(),
                expiresAt: time.wall().advanced(by: .seconds(seconds)), identifier: "\(number)")
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
