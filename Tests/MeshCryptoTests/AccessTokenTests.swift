import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("Access tokens", .timeLimit(.minutes(5)))
struct AccessTokenTests {
    let now = WallTime(milliseconds: 1_767_225_600_000)
    let key: SigningKey
    let verifier: AccessTokenVerifier

    init() throws {
        key = try #require(SigningKey(seed: SeededRandom(seed: 6).bytes(32)))
        verifier = AccessTokenVerifier(keys: [key.publicKey])
    }

    private func token(
        issued: Duration = .zero, lifetime: Duration = .seconds(300), audience: [String] = ["evidence"]
    ) -> AccessToken {
        let start = now.advanced(by: issued)
        return AccessToken(
            subject: "acc_1", kind: "account", roles: ["author"], audience: audience, issuedAt: start,
            expiresAt: start.advanced(by: lifetime), identifier: "t1")
    }

    /// A token of any header and claims, signed well.
    private func forged(header: String, claims: String, key: SigningKey? = nil) -> String {
        let text = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(Array(claims.utf8))
        return text + "." + Base64.encodeURL((key ?? self.key).sign(Array(text.utf8)))
    }

    private var kid: String { AccessToken.keyIdentifier(of: key.publicKey) }

    private func header(alg: String = "EdDSA", typ: String = "JWT", kid: String? = nil) -> String {
        #"{"typ":"\#(typ)","kid":"\#(kid ?? self.kid)","alg":"\#(alg)"}"#
    }

    private func claims(iat: Int64 = 1_767_225_600, exp: Int64 = 1_767_225_900) -> String {
        #"{"sub":"acc_1","kind":"account","roles":[],"aud":["evidence"],"iat":\#(iat),"exp":\#(exp),"jti":"t"}"#
    }

    private func refusal(_ compact: String, at time: WallTime? = nil) -> AccessTokenRefusal? {
        do {
            _ = try verifier.verify(compact, audience: "evidence", now: time ?? now)
            return nil
        } catch {
            return error
        }
    }

    @Test("a token that was signed is read as it was")
    func roundTrip() throws {
        let token = token(audience: ["registry", "evidence"])
        let compact = try token.signed(with: key)
        #expect(try verifier.verify(compact, audience: "evidence", now: now) == token)
        #expect(try verifier.verify(compact, audience: "registry", now: now) == token)
        #expect(compact.split(separator: ".").count == 3)
        #expect(kid == Hexadecimal.encode(Digest.sha256(key.publicKey.rawBytes).prefix(8)))
    }

    @Test("another order of the header's members is the same header")
    func otherHeader() {
        #expect(refusal(forged(header: header(), claims: claims())) == nil)
    }

    @Test("no algorithm but EdDSA is believed", arguments: ["none", "None", "HS256", "ES256", "RS256", "eddsa", ""])
    func algorithms(name: String) {
        #expect(refusal(forged(header: header(alg: name), claims: claims())) == .wrongAlgorithm)
    }

    @Test("a token without signature is refused")
    func unsigned() throws {
        let compact = try token().signed(with: key)
        let parts = compact.split(separator: ".")
        #expect(refusal("\(parts[0]).\(parts[1]).") == .badSignature)
        #expect(refusal("\(parts[0]).\(parts[1])") == .malformed)
        let none = Base64.encodeURL(Array(#"{"alg":"none","typ":"JWT"}"#.utf8))
        #expect(refusal("\(none).\(parts[1]).") == .wrongAlgorithm)
    }

    @Test("the key must be known, and be the one named")
    func keys() throws {
        let other = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        #expect(refusal(try token().signed(with: other)) == .unknownKey)
        #expect(refusal(forged(header: header(), claims: claims(), key: other)) == .badSignature)
        #expect(refusal(forged(header: header(kid: "0000000000000000"), claims: claims())) == .unknownKey)
        #expect(refusal(forged(header: #"{"alg":"EdDSA","typ":"JWT"}"#, claims: claims())) == .unknownKey)
        let both = AccessTokenVerifier(keys: [other.publicKey, key.publicKey])
        #expect(try both.verify(token().signed(with: key), audience: "evidence", now: now) == token())
        #expect(throws: AccessTokenRefusal.unknownKey) {
            try AccessTokenVerifier(keys: []).verify(token().signed(with: key), audience: "evidence", now: now)
        }
    }

    @Test("other types and unknown extensions are refused")
    func types() {
        #expect(refusal(forged(header: header(typ: "at+jwt"), claims: claims())) == .wrongType)
        let critical = #"{"alg":"EdDSA","typ":"JWT","kid":"\#(kid)","crit":["x"],"x":1}"#
        #expect(refusal(forged(header: critical, claims: claims())) == .malformed)
    }

    @Test("every character counts")
    func tampering() throws {
        let compact = Array(try token().signed(with: key).utf8)
        let random = SeededRandom(seed: 7)
        for index in compact.indices {
            var changed = compact
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(refusal(String(decoding: changed, as: UTF8.self)) != nil, "character \(index)")
            changed[index] = UInt8(random.integer(in: 0...127))
            if changed[index] != compact[index] {
                #expect(refusal(String(decoding: changed, as: UTF8.self)) != nil, "character \(index)")
            }
        }
    }

    @Test(
        "time decides, with five seconds for clocks that disagree",
        arguments: [
            (0, nil), (299, nil), (304, nil), (305, .expired), (3_000, .expired), (-5, nil), (-6, .issuedInFuture),
        ] as [(Int64, AccessTokenRefusal?)])
    func time(seconds: Int64, expected: AccessTokenRefusal?) throws {
        let compact = try token().signed(with: key)
        #expect(refusal(compact, at: now.advanced(by: .seconds(seconds))) == expected)
    }

    @Test(
        "a life is between one second and five minutes",
        arguments: [(1, nil), (300, nil), (301, .lifetimeTooLong), (0, .lifetimeTooLong), (-1, .lifetimeTooLong)]
            as [(Int64, AccessTokenRefusal?)])
    func lifetime(seconds: Int64, expected: AccessTokenRefusal?) throws {
        let text = claims(iat: 1_767_225_600, exp: 1_767_225_600 + seconds)
        #expect(refusal(forged(header: header(), claims: text)) == expected)
        if let expected {
            #expect(throws: expected) { try token(lifetime: .seconds(seconds)).signed(with: key) }
        }
    }

    @Test("times beyond any clock are refused, not computed with")
    func extremeTimes() {
        for (iat, exp) in [(Int64.min, Int64.max), (.max, .max), (0, .max), (-1, 100), (.max - 10, .max - 1)] {
            #expect(refusal(forged(header: header(), claims: claims(iat: iat, exp: exp))) != nil)
        }
    }

    @Test("a token for others is refused")
    func audience() throws {
        #expect(refusal(try token(audience: ["registry"]).signed(with: key)) == .wrongAudience)
        #expect(refusal(try token(audience: []).signed(with: key)) == .wrongAudience)
        #expect(refusal(try token(audience: ["evidence2", "Evidence"]).signed(with: key)) == .wrongAudience)
    }

    @Test("what is too long is neither signed nor looked at")
    func length() throws {
        #expect(refusal(String(repeating: "a", count: 4_097)) == .tooLong)
        #expect(refusal(String(repeating: "a", count: 4_096)) == .malformed)
        #expect(throws: AccessTokenRefusal.tooLong) {
            try token(audience: (0..<400).map { "service\($0)" }).signed(with: key)
        }
    }

    @Test(
        "claims that are missing, or of another type, are refused",
        arguments: [
            "", "{}", "[]", "null", #"{"sub":"a"}"#,
            #"{"sub":"","kind":"account","roles":[],"aud":["evidence"],"iat":1767225600,"exp":1767225900,"jti":"t"}"#,
            #"{"sub":1,"kind":"account","roles":[],"aud":["evidence"],"iat":1767225600,"exp":1767225900,"jti":"t"}"#,
            #"{"sub":"a","kind":"account","roles":[],"aud":"evidence","iat":1767225600,"exp":1767225900,"jti":"t"}"#,
            #"{"sub":"a","kind":"account","roles":[],"aud":["evidence"],"iat":1767225600.5,"exp":1767225900,"jti":"t"}"#,
            #"{"sub":"a","kind":"account","roles":[],"aud":["evidence"],"iat":1767225600,"exp":1e30,"jti":"t"}"#,
        ])
    func malformedClaims(text: String) {
        #expect(refusal(forged(header: header(), claims: text)) == .malformed)
    }

    @Test("who acts for the subject is read as it was signed, and an actor that is nobody is refused")
    func actor() throws {
        var acting = token()
        acting.actor = "acc_2"
        #expect(try verifier.verify(acting.signed(with: key), audience: "evidence", now: now) == acting)
        #expect(try verifier.verify(token().signed(with: key), audience: "evidence", now: now).actor == nil)
        for actor in [#"{"sub":""}"#, "{}", #""acc_2""#, "[]"] {
            let text = #"{"act":\#(actor),"# + String(claims().dropFirst())
            #expect(refusal(forged(header: header(), claims: text)) == .malformed, "\(actor)")
        }
    }

    @Test("junk is refused", arguments: ["", ".", "..", "...", "a.b.c", "a.b.c.d", "Bearer x", "e30.e30.e30", "証.証.証"])
    func junk(text: String) {
        #expect(refusal(text) != nil)
    }

    @Test("seeded junk is refused")
    func seededJunk() {
        let random = SeededRandom(seed: 8)
        for _ in 0..<500 {
            let parts = (0..<3).map { _ in Base64.encodeURL(random.bytes(random.integer(in: 0...100))) }
            #expect(refusal(parts.joined(separator: ".")) != nil)
        }
    }
}
