import MeshKernel
import MeshTestKit
import Testing

@testable import MeshCrypto

@Suite("Sealing", .timeLimit(.minutes(5)))
struct SealingKeyTests {
    struct Example: Sendable {
        let key, nonce, plain, associated, sealed: String
    }

    /// Test cases 13, 14 and 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B.
    static let examples = [
        Example(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12), plain: "",
            associated: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Example(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plain: String(repeating: "00", count: 16), associated: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Example(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plain: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    private func bytes(_ text: String) throws -> [UInt8] { try #require(Hexadecimal.decode(text)) }

    @Test("AES-256-GCM gives the published examples", arguments: examples)
    func vectors(example: Example) throws {
        let key = try #require(SealingKey(bytes: bytes(example.key)))
        let sealed = try key.seal(
            bytes(example.plain)[...], associated: bytes(example.associated), nonce: bytes(example.nonce))
        #expect(Hexadecimal.encode(sealed) == example.nonce + example.sealed)
        #expect(try key.open(sealed, associated: bytes(example.associated)) == bytes(example.plain))
    }

    @Test("every bit counts: changed, cut or moved, it does not open")
    func tampering() throws {
        let random = SeededRandom(seed: 5)
        let key = try #require(SealingKey(bytes: random.bytes(32), random: random))
        let sealed = try key.seal(Array("a name".utf8), associated: Array("row 7".utf8))
        #expect(sealed.count == 6 + 28)
        #expect(try key.open(sealed, associated: Array("row 7".utf8)) == Array("a name".utf8))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= UInt8(1 << (index % 8))
            #expect(throws: CryptoError.notAuthentic) { try key.open(changed, associated: Array("row 7".utf8)) }
            #expect(throws: CryptoError.notAuthentic) {
                try key.open(Array(sealed.prefix(index)), associated: Array("row 7".utf8))
            }
        }
        #expect(throws: CryptoError.notAuthentic) { try key.open(sealed, associated: Array("row 8".utf8)) }
        #expect(throws: CryptoError.notAuthentic) { try key.open(sealed) }
        let other = try #require(SealingKey(bytes: random.bytes(32)))
        #expect(throws: CryptoError.notAuthentic) { try other.open(sealed, associated: Array("row 7".utf8)) }
    }

    @Test("the same value is never sealed the same way twice")
    func nonces() throws {
        let key = try #require(SealingKey(bytes: [UInt8](repeating: 1, count: 32)))
        #expect(Set(try (0..<100).map { _ in try key.seal([1, 2, 3]) }).count == 100)
    }

    @Test("a master key has 32 bytes")
    func length() throws {
        let folder = try TemporaryFolder("keys")
        for count in [0, 16, 31, 33, 64] {
            #expect(SealingKey(bytes: [UInt8](repeating: 1, count: count)) == nil)
            let path = folder.file("\(count)")
            try FileBytes.create(path, [UInt8](repeating: 1, count: count), mode: 0o600)
            #expect(throws: CryptoError.malformed(path: path, expected: "a master key of 32 bytes")) {
                try SealingKey(path: path)
            }
        }
    }
}
