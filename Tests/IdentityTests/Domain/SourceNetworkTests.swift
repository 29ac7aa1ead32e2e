import Identity
import Testing

@Suite("The network that a call comes from", .timeLimit(.minutes(5)))
struct SourceNetworkTests {
    @Test(
        "an address of IPv6 counts as its first 64 bits, however it is written, and one of IPv4 as itself",
        arguments: [
            ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"), ("2001:DB8:0000:0001::9", "2001:db8:0:1::/64"),
            ("2001:db8:0:1::", "2001:db8:0:1::/64"), ("2001:db8::", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"),
            ("::", "0:0:0:0::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"), ("64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"),
            ("::ffff:192.0.2.1", "192.0.2.1"), ("0:0:0:0:0:FFFF:c000:0201", "192.0.2.1"), ("192.0.2.1", "192.0.2.1"),
        ])
    func addresses(said: String, network: String) {
        #expect(SourceNetwork(said).text == network)
    }

    @Test(
        "anything else stays as it was said",
        arguments: [
            "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::1",
            "::1.2.3", "::1.2.3.256", "1.2.3.4::", "service:operator", "code:192.0.2.1", "[::1]:80", "::+1", "a:b",
        ])
    func others(said: String) {
        // One that has a group too many beside the gap is none, and neither is a signed one.
        #expect(SourceNetwork(said).text == said)
    }
}
