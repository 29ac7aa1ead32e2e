import Identity
import Testing

@Suite("What third parties are called, and where they are", .timeLimit(.minutes(5)))
struct ThirdPartyValueTests {
    @Test("a name is small letters, digits and hyphens, and begins with a letter")
    func names() {
        for name in ["a", "wechat", "corp-2", String(repeating: "a", count: 32)] {
            #expect(ThirdParty(rawValue: name)?.rawValue == name)
        }
        for name in ["", "2a", "-a", "A", "a_b", "a.b", "微信", "a b", String(repeating: "a", count: 33)] {
            #expect(ThirdParty(rawValue: name) == nil, "\(name)")
        }
        #expect(ThirdParty(rawValue: "wechat") == .wechat)
    }

    @Test("an address is read strictly, and stays as it was written")
    func addresses() throws {
        for text in ["https://a.example", "https://a:1/b?c=d&e", "http://localhost:8080/", "https://[::1]:2/x"] {
            #expect(try ThirdPartyAddress(text).text == text)
        }
        #expect(try ThirdPartyAddress("https://a").isSecure && !ThirdPartyAddress("http://a").isSecure)
        for (text, fault) in [
            ("ftp://a", ThirdPartyAddress.Fault.scheme), ("HTTPS://a", .scheme), ("a", .scheme), ("", .scheme),
            ("https://", .host), ("https:///a", .host), ("https://.a", .host), ("https://[::g]/", .host),
            ("https://a b", .character), ("https://a\\b", .character), ("https://ä", .character),
            ("https://a/\r\nb", .character), ("https://u@a", .credentials), ("https://u:p@a/", .credentials),
            ("https://a:0", .port), ("https://a:", .port), ("https://a:+1", .port), ("https://a:65536", .port),
            ("https://a#b", .fragment), ("https://a/" + String(repeating: "x", count: 1_015), .tooLong),
        ] {
            #expect(throws: fault, "\(text)") { try ThirdPartyAddress(text) }
        }
        #expect(try ThirdPartyAddress("https://a/b").with(FormParameters([("c", "d e")])) == "https://a/b?c=d%20e")
        #expect(try ThirdPartyAddress("https://a/b?x=y").with(FormParameters([("c", "d")])) == "https://a/b?x=y&c=d")
    }

    @Test("an issuer is compared byte by byte")
    func issuers() {
        #expect(IssuerRule.never.admits("") && !IssuerRule.never.admits("https://a"))
        #expect(IssuerRule.ifSent("https://a").admits("") && IssuerRule.ifSent("https://a").admits("https://a"))
        #expect(!IssuerRule.ifSent("https://a").admits("https://a/"))
        #expect(IssuerRule.always("https://a").admits("https://a") && !IssuerRule.always("https://a").admits(""))
        // The same text to Swift, other bytes.
        #expect(!IssuerRule.always("https://\u{E9}").admits("https://e\u{301}"))
    }
}
