import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("Digests and authentication codes", .timeLimit(.minutes(5)))
struct DigestTests {
    @Test(
        "SHA-256 gives FIPS 180's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(text: String, digest: String) {
        #expect(Hexadecimal.encode(Digest.sha256(Array(text.utf8))) == digest)
    }

    @Test(
        "SM3 gives the examples of GB/T 32905",
        arguments: [
            ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
            (
                String(repeating: "abcd", count: 16),
                "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
            ),
        ])
    func sm3(text: String, digest: String) {
        #expect(Hexadecimal.encode(Digest.sm3(Array(text.utf8))) == digest)
    }

    @Test(
        "HMAC-SHA-256 gives the examples of RFC 4231",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ] as [([UInt8], String, String)])
    func hmac(key: [UInt8], text: String, code: String) {
        #expect(Hexadecimal.encode(Digest.hmacSHA256(key: key, Array(text.utf8))) == code)
    }

    @Test("a digest fed in pieces is the digest of the whole", arguments: DigestAlgorithm.allCases)
    func streaming(algorithm: DigestAlgorithm) {
        let random = SeededRandom(seed: 3)
        for _ in 0..<50 {
            let bytes = random.bytes(random.integer(in: 0...5_000))
            var digest = StreamingDigest(algorithm)
            var rest = bytes[...]
            while !rest.isEmpty {
                let size = random.integer(in: 1...rest.count)
                digest.update(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(digest.finish() == (algorithm == .sha256 ? Digest.sha256(bytes) : Digest.sm3(bytes)))
        }
    }

    @Test("a copy of a digest goes its own way, and finishing ends nothing")
    func copies() {
        var first = StreamingDigest(.sha256)
        first.update(Array("a".utf8))
        var second = first
        second.update(Array("bc".utf8))
        #expect(first.finish() == Digest.sha256(Array("a".utf8)))
        first.update(Array("x".utf8))
        #expect(first.finish() == Digest.sha256(Array("ax".utf8)))
        #expect(second.finish() == Digest.sha256(Array("abc".utf8)))
    }

    @Test("equal is equal in constant time too")
    func constantTime() {
        #expect(ConstantTime.areEqual([], []))
        #expect(ConstantTime.areEqual([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.areEqual([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.areEqual([1, 2, 3], [1, 2]))
    }
}
