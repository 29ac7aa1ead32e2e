import Notify
import Testing

@Suite("Addresses", .timeLimit(.minutes(5)))
struct AddressTests {
    @Test("a mainland number has one form, with and without its country code")
    func mobile() throws {
        #expect(try #require(Address(mobile: "13812341234")).text == "13812341234")
        #expect(Address(mobile: "+8613812341234") == Address(mobile: "13812341234"))
        #expect(try #require(Address(mobile: "+33612345678")).text == "+33612345678")
    }

    @Test(
        "what is no mobile number is refused",
        arguments: [
            "", "12812341234", "1381234123", "138123412345", "1381234123a", " 13812341234", "13812341234\n", "+", "+86",
            "+860138123412", "+0123456789", "+1234567", "+1234567890123456", "１３８１２３４１２３４", "+8612345678901234",
        ])
    func noMobile(text: String) {
        #expect(Address(mobile: text) == nil)
    }

    @Test("numbers of operators without a network are known", arguments: ["16212341234", "17012341234", "17112341234"])
    func virtual(number: String) throws {
        #expect(try #require(Address(mobile: number)).isVirtualNumber)
        #expect(try !#require(Address(mobile: "13812341234")).isVirtualNumber)
    }

    @Test("an e-mail address is written small", arguments: ["a@example.com", "First.Last+tag@sub.Example.com"])
    func email(text: String) throws {
        #expect(try #require(Address(email: text)).text == text.lowercased())
    }

    @Test(
        "what is no e-mail address is refused",
        arguments: [
            "", "a", "@example.com", "a@", "a@example", "a@@example.com", "a b@example.com", "a@exa mple.com",
            "a@example.com\r\nBcc: b@example.com", "a..b@example.com", ".a@example.com", "a@-example.com",
            "a@example.123", "\"a\"@example.com", "a@[127.0.0.1]", "ä@example.com", "a@example.com,b@example.com",
            "<a@example.com>",
        ])
    func noEmail(text: String) {
        #expect(Address(email: text) == nil)
    }

    @Test("parts of an e-mail address have their bounds")
    func bounds() {
        let local = String(repeating: "a", count: 64)
        #expect(Address(email: "\(local)@example.com") != nil)
        #expect(Address(email: "\(local)a@example.com") == nil)
        let label = String(repeating: "b", count: 63)
        #expect(Address(email: "a@\(label).\(label).\(label).example.com") != nil)
        #expect(Address(email: "\(local)@\(label).\(label).\(label)") == nil)
        #expect(Address(email: "a@\(label)b.com") == nil)
    }

    @Test("addresses are masked")
    func masked() throws {
        #expect(try #require(Address(mobile: "13812341234")).masked == "138****1234")
        #expect(try #require(Address(email: "alice@example.com")).masked == "a***@example.com")
        #expect(try #require(Address(account: "acc_0192f3c1")).masked == "acc_****f3c1")
    }

    @Test("messages of other events, channels or recipients are others, however their parts are cut")
    func deduplication() throws {
        let a = try #require(Address(account: "a"))
        let ab = try #require(Address(account: "ab"))
        let keys: Set<[UInt8]> = [
            DeduplicationKey(event: "xa", address: a).bytes, DeduplicationKey(event: "x", address: ab).bytes,
            DeduplicationKey(event: "x", address: a).bytes,
            DeduplicationKey(event: "x", address: Address(stored: "a", .sms)).bytes,
        ]
        #expect(keys.count == 4)
        #expect(DeduplicationKey(event: "x", address: a).bytes == DeduplicationKey(event: "x", address: a).bytes)
    }
}
