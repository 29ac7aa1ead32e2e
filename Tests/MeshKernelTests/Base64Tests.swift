import MeshKernel
import MeshTestKit
import Testing

@Suite("Base 64", .timeLimit(.minutes(5)))
struct Base64Tests {
    @Test(
        "the examples of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func examples(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
        let unpadded = text.split(separator: "=").first.map(String.init) ?? ""
        #expect(Base64.encodeURL(Array(plain.utf8)) == unpadded)
        #expect(Base64.decodeURL(unpadded) == Array(plain.utf8))
    }

    @Test("the two alphabets differ in two characters")
    func alphabets() {
        #expect(Base64.encode([0xFB, 0xFF, 0xFE]) == "+//+")
        #expect(Base64.encodeURL([0xFB, 0xFF, 0xFE]) == "-__-")
        #expect(Base64.decode("-__-") == nil)
        #expect(Base64.decodeURL("+//+") == nil)
    }

    @Test(
        "one text for one value: anything else is nil",
        arguments: ["A", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Z g=", "=", "====", "Zg==\n", "証"])
    func strict(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("without padding too", arguments: ["A", "Zh", "Zg==", "Zm9vA", "Zm-_=", "Zm8 "])
    func strictURL(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }

    @Test(
        "the lenient form takes both alphabets, padded or not, with line breaks",
        arguments: ["+/-_", "Zg", "Zg==", "Zm8", "Zm8=", "Zm9v\nZg\r\n==", "", "\n"])
    func either(text: String) {
        let plain = text.filter { $0 != "=" && !$0.isNewline }
            .map { $0 == "-" ? "+" : $0 == "_" ? "/" : String($0) }.joined()
        let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
        #expect(Base64.decodeEither(text) == Base64.decode(plain + padding))
        #expect(Base64.decodeEither(text) != nil)
    }

    @Test(
        "and still nothing else",
        arguments: ["A", "Zh", "Zg=", "Zm8==", "Zg===", "Zm9v====", "=Zg=", "Zg=v", "====", "Z g=", "Zg ==", "証"])
    func strictEither(text: String) {
        #expect(Base64.decodeEither(text) == nil)
    }

    @Test("any bytes go there and back")
    func roundTrip() {
        let random = SeededRandom(seed: 4)
        for count in 0..<200 {
            let bytes = random.bytes(count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
            #expect(Base64.decodeEither(Base64.encodeURL(bytes)) == bytes)
        }
    }
}
