import MeshKernel
import Testing

@Suite("Hexadecimal", .timeLimit(.minutes(5)))
struct HexadecimalTests {
    @Test("every byte survives the way to digits and back, in both cases")
    func roundTrip() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hexadecimal.encode(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hexadecimal.decode(text) == bytes)
        #expect(Hexadecimal.decode(text.uppercased()) == bytes)
    }

    @Test("odd lengths and strangers are refused", arguments: ["0", "0g", "é0", " 00", "00 "])
    func refused(text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }
}
