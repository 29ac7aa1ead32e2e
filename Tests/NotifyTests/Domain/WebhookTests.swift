import MeshCrypto
import MeshKernel
import MeshTestKit
import Notify
import Testing

@Suite("Webhooks as Standard Webhooks says", .timeLimit(.minutes(5)))
struct WebhookTests {
    private let id = Identifier(stored: "msg_p5jXN8AQM9LWM0D4loKWxJek")
    private let time = WallTime(milliseconds: 1_614_265_330_000)
    private let body = Array(#"{"test": 2432232314}"#.utf8)

    private func shared() throws -> WebhookSecret {
        let bytes = try #require(Base64.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        return try #require(WebhookSecret(.shared, bytes: bytes))
    }

    private func accepts(
        _ verifier: String, _ call: WebhookCall, signatures: String? = nil, body: [UInt8]? = nil, id: String? = nil,
        after seconds: Int64 = 0
    ) throws -> Bool {
        try #require(WebhookVerifier(verifier)).accepts(
            id: id ?? call.id.text, timestamp: "\(call.timestamp)", signatures: signatures ?? call.signatures,
            body: body ?? call.body, now: time.advanced(by: .seconds(seconds)))
    }

    @Test("the published example has its published signature")
    func vector() throws {
        let call = WebhookCall(id: id, at: time, body: body, secrets: [try shared()])
        #expect(call.timestamp == 1_614_265_330)
        #expect(call.signatures == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(call.headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(try shared().verifier == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    }

    @Test("both kinds of signature verify, and only for what was signed", arguments: WebhookSecret.Kind.allCases)
    func verifies(kind: WebhookSecret.Kind) throws {
        let secret = try #require(WebhookSecret(kind, random: SeededRandom(seed: 3)))
        let other = try #require(WebhookSecret(kind, random: SeededRandom(seed: 4)))
        let call = WebhookCall(id: id, at: time, body: body, secrets: [secret])
        #expect(call.signatures.hasPrefix("\(kind.rawValue),"))
        #expect(try accepts(secret.verifier, call))
        #expect(try !accepts(other.verifier, call))
        #expect(try !accepts(secret.verifier, call, body: body + [0x20]))
        #expect(try !accepts(secret.verifier, call, id: "msg_other"))
        #expect(try !accepts(secret.verifier, call, signatures: ""))
        #expect(try !accepts(secret.verifier, call, signatures: "v2" + call.signatures.dropFirst(2)))
    }

    @Test("a call is of now: five minutes either way and no more")
    func tolerance() throws {
        let secret = try shared()
        let call = WebhookCall(id: id, at: time, body: body, secrets: [secret])
        #expect(try accepts(secret.verifier, call, after: 300) && accepts(secret.verifier, call, after: -300))
        #expect(try !accepts(secret.verifier, call, after: 301) && !accepts(secret.verifier, call, after: -301))
    }

    @Test("while a secret is replaced both sign, the newest first, and each side finds its own")
    func rotation() throws {
        let old = try shared()
        let new = try #require(WebhookSecret(.key, random: SeededRandom(seed: 5)))
        let call = WebhookCall(id: id, at: time, body: body, secrets: [new, old])
        #expect(call.signatures.split(separator: " ").map { $0.prefix(3) } == ["v1a", "v1,"])
        #expect(try accepts(old.verifier, call) && accepts(new.verifier, call))
    }

    @Test("secrets have 24 to 64 bytes, keys 32", arguments: [0, 23, 65])
    func lengths(count: Int) {
        #expect(WebhookSecret(.shared, bytes: [UInt8](repeating: 1, count: count)) == nil)
        #expect(WebhookSecret(.key, bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test(
        "what is no verifier is none",
        arguments: ["", "whsec_", "whsec_AAAA", "whpk_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"])
    func verifiers(text: String) {
        #expect(WebhookVerifier(text) == nil)
    }

    @Test(
        "an answer means what the specification says",
        arguments: [
            (200, "delivered"), (204, "delivered"), (299, "delivered"), (301, "failed"), (307, "failed"),
            (400, "failed"), (404, "failed"), (410, "gone"), (429, "failed"), (500, "failed"), (503, "failed"),
        ])
    func answers(status: Int, word: String) {
        #expect(WebhookAnswer.outcome(status: status).word == word)
    }

    @Test("a pause that an answer asks for is passed on")
    func retryAfter() {
        #expect(
            WebhookAnswer.outcome(status: 429, retryAfterSeconds: 30)
                == .failed(reason: "status 429", after: .seconds(30)))
    }

    @Test(
        "addresses that may be called",
        arguments: [
            ("https://example.com", "example.com", 443), ("https://example.com:8443/a?b=c", "example.com", 8_443),
            ("HTTPS://Example.COM/", "example.com", 443), ("https://93.184.216.34/x", "93.184.216.34", 443),
            ("https://[2606:4700::1111]:444/", "2606:4700::1111", 444),
        ])
    func addresses(text: String, host: String, port: Int) throws {
        let address = try WebhookAddress(text, policy: .init(allowsPrivate: false))
        #expect(address.host == host && address.port == port && address.isSecure && address.text == text)
    }

    @Test(
        "addresses that may not",
        arguments: [
            ("", WebhookAddress.Fault.scheme), ("http://example.com", .scheme), ("ftp://example.com", .scheme),
            ("file:///etc/passwd", .scheme), ("https://", .host), ("https:///x", .host),
            ("https://user:pass@example.com", .credentials), ("https://example.com@10.0.0.1/", .credentials),
            ("https://example.com#x", .fragment), ("https://example.com:0", .port),
            ("https://example.com:65536", .port),
            ("https://example.com:", .port), ("https://example.com:+80", .port), ("https://exa mple.com", .character),
            ("https://example.com\\@evil.com", .character), ("https://ex\u{E4}mple.com", .character),
            ("https://-a.com", .host), ("https://a..com", .host), ("https://[::1", .host), ("https://[::g]", .host),
            ("https://localhost", .privateHost), ("https://metadata.google.internal", .privateHost),
            ("https://intranet", .privateHost), ("https://127.0.0.1", .privateHost),
            ("https://169.254.169.254/latest/meta-data", .privateHost), ("https://10.1.2.3", .privateHost),
            ("https://192.168.0.1", .privateHost), ("https://172.31.255.255", .privateHost),
            ("https://[::1]", .privateHost), ("https://[fd00::1]", .privateHost), ("https://[fe80::1]", .privateHost),
            ("https://[::ffff:10.0.0.1]", .privateHost), ("https://[64:ff9b::7f00:1]", .privateHost),
            ("https://2130706433", .privateHost), ("https://0x7f.1", .privateHost), ("https://127.1", .privateHost),
            ("https://0177.0.0.1", .privateHost), ("https://0.0.0.0", .privateHost),
            ("https://" + String(repeating: "a", count: 1_100), .tooLong),
        ])
    func refusedAddresses(text: String, fault: WebhookAddress.Fault) {
        #expect(throws: fault) { try WebhookAddress(text, policy: .init(allowsPrivate: false)) }
    }

    @Test("a network of one's own may be called where the configuration says so")
    func allowed() throws {
        let policy = WebhookAddress.Policy(allowsPrivate: true)
        #expect(try WebhookAddress("http://127.0.0.1:8080/hook", policy: policy).port == 8_080)
        #expect(try !WebhookAddress("http://localhost/hook", policy: policy).isSecure)
    }

    @Test(
        "addresses of the special registries are not public",
        arguments: [
            "0.1.2.3", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.19.255.255",
            "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::2",
            "2001:db8::1", "2001::1", "2002:a00:1::", "3fff::1", "4000::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        ])
    func special(text: String) throws {
        #expect(try !#require(NetworkAddress(text)).isPublic)
    }

    @Test(
        "neighbours of those registries are",
        arguments: [
            "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "169.253.1.1", "198.17.0.1",
            "223.255.255.255", "2606:4700::1", "2002:101:101::", "::ffff:1.1.1.1", "64:ff9b::101:101",
        ])
    func ordinary(text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test(
        "what is no network address is none",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.+4", ":::", "1::2::3", "12345::", "g::",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1.2.3", "1:2:3:4:5:6:7::8:9",
        ])
    func noAddress(text: String) {
        #expect(NetworkAddress(text) == nil)
    }
}
