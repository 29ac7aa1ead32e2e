import MeshKernel
import Testing

@testable import MeshCrypto

@Suite("The encodings of RFC 3161", .timeLimit(.minutes(5)))
struct RFC3161EncodingTests {
    @Test(
        "genTime reads as what it says",
        arguments: [
            ("19700101000000Z", 0), ("20260101000000.5Z", 1_767_225_600_500),
            ("20240229235959.999Z", 1_709_251_199_999),
            ("20240229235959.9999Z", 1_709_251_199_999), ("19691231235959Z", -1_000),
        ] as [(String, Int64)])
    func times(text: String, milliseconds: Int64) {
        #expect(GeneralizedTime.parse(Array(text.utf8)) == WallTime(milliseconds: milliseconds))
    }

    @Test(
        "genTime in any other form, or on a day that does not exist, is refused",
        arguments: [
            "", "20260101000000", "2026010100000Z", "20260101000000.Z", "20260101000000.50Z", "20260101000000,5Z",
            "20260101000000+0100", "20260229000000Z", "20261301000000Z", "20260100000000Z", "20260101240000Z",
            "20260101006000Z", "20260101000060Z", "2026010100000aZ",
        ])
    func badTimes(text: String) {
        #expect(GeneralizedTime.parse(Array(text.utf8)) == nil)
    }

    @Test("a query is the DER that RFC 3161 describes")
    func query() {
        let digest = [UInt8](repeating: 0xAB, count: 32)
        let encoded = TimestampRequest(digest: digest, nonce: 0x8000_0000_0000_0001).encoded
        let expected =
            "3044020101" + "3031300d060960864801650304020105000420" + Hexadecimal.encode(digest)
            + "0209008000000000000001" + "0101ff"
        #expect(Hexadecimal.encode(encoded) == expected)
    }

    @Test("lengths that are indefinite, not shortest or beyond the end are no DER")
    func lengths() {
        #expect(DER.read([0x30, 0x80, 0x00, 0x00]) == nil)
        #expect(DER.read([0x04, 0x81, 0x01, 0x00]) == nil)
        #expect(DER.read([0x04, 0x82, 0x00, 0x80] + [UInt8](repeating: 0, count: 128)) == nil)
        #expect(DER.read([0x04, 0x02, 0x00]) == nil)
        #expect(DER.read([0x1F, 0x01, 0x00]) == nil)
        let long = DER.element(DER.octetString, [UInt8](repeating: 1, count: 300))
        #expect(Array(long[..<4]) == [0x04, 0x82, 0x01, 0x2C])
        #expect(DER.read(long[...])?.contents.count == 300)
    }
}
