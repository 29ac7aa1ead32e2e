import MeshTLS
import Testing

@Suite("The name in a certificate", .timeLimit(.minutes(5)))
struct PeerIdentityTests {
    @Test("a URI of three parts is an identity, and is written the same again")
    func parses() throws {
        let identity = try #require(PeerIdentity(spiffe: "spiffe://colophon/evidence/1"))
        #expect(identity == PeerIdentity(trustDomain: "colophon", service: "evidence", replica: "1"))
        #expect(identity.uri == "spiffe://colophon/evidence/1")
        #expect("\(identity)" == identity.uri)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "spiffe://", "spiffe://colophon", "spiffe://colophon/", "spiffe://colophon/evidence",
            "spiffe://colophon/evidence/", "spiffe://colophon//1", "spiffe:///evidence/1",
            "spiffe://colophon/evidence/1/", "spiffe://colophon/evidence/1/2", "SPIFFE://colophon/evidence/1",
            "spiffe://Colophon/evidence/1", "spiffe://colophon:443/evidence/1", "spiffe://u@colophon/evidence/1",
            "spiffe://colophon/evidence/1?x", "spiffe://colophon/evidence/1#x", "spiffe://colophon/%65vidence/1",
            "spiffe://colophon/../1", "spiffe://colophon/./1", "spiffe://colophon/evidence/..",
            "https://colophon/evidence/1",
            "spiffe://colophon/evi dence/1", "spiffe://colophon/evidence/1\n", "spiffe://colophon/証/1",
            "spiffe://colophon/evidence/1\0", " spiffe://colophon/evidence/1",
            "spiffe://\(String(repeating: "a", count: 256))/evidence/1",
            "spiffe://colophon/evidence/\(String(repeating: "a", count: 2_048))",
        ])
    func refuses(_ uri: String) {
        #expect(PeerIdentity(spiffe: uri) == nil)
    }
}
