import FoundationEssentials
import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("Ed25519", .timeLimit(.minutes(5)))
struct SigningKeyTests {
    struct Example: Sendable {
        let seed, publicKey, message, signature: String
    }

    /// RFC 8032, section 7.1, tests 1 to 3.
    static let examples = [
        Example(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Example(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Example(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ]

    @Test("signatures are those of RFC 8032, and hold", arguments: examples)
    func vectors(example: Example) throws {
        let seed = try #require(Hexadecimal.decode(example.seed))
        let key = try #require(SigningKey(seed: seed))
        let message = try #require(Hexadecimal.decode(example.message))
        let signature = key.sign(message)
        #expect(Hexadecimal.encode(key.publicKey.rawBytes) == example.publicKey)
        #expect(Hexadecimal.encode(signature) == example.signature)
        let publicKey = try #require(VerifyingKey(rawBytes: key.publicKey.rawBytes))
        #expect(publicKey == key.publicKey)
        #expect(publicKey.verify(signature, of: message))
        #expect(!publicKey.verify(signature, of: message + [0]))
        #expect(!publicKey.verify(Array(signature.dropLast()), of: message))
        #expect(!publicKey.verify([], of: message))
        for index in [0, 31, 32, 63] {
            var changed = signature
            changed[index] ^= 1
            #expect(!publicKey.verify(changed, of: message))
        }
    }

    @Test("keys of another length are none")
    func lengths() {
        for count in [0, 31, 33, 64] {
            #expect(SigningKey(seed: [UInt8](repeating: 1, count: count)) == nil)
            #expect(VerifyingKey(rawBytes: [UInt8](repeating: 1, count: count)) == nil)
        }
    }

    @Test("a key goes to PEM and back; its public half too")
    func files() throws {
        let folder = try TemporaryFolder("keys")
        let key = try PrivateKey(generating: .ed25519)
        try FileBytes.create(folder.file("a.key"), key.pem(), mode: 0o600)
        try FileBytes.create(folder.file("a.pub"), key.publicPEM(), mode: 0o644)
        let signing = try SigningKey(path: folder.file("a.key"))
        #expect(try VerifyingKey(path: folder.file("a.pub")) == signing.publicKey)
    }

    @Test("a missing key is never made, and says what makes it")
    func missing() throws {
        let path = try TemporaryFolder("keys").file("a.key")
        let error = #expect(throws: CryptoError.missing(path: path)) { try SigningKey(path: path) }
        #expect("\(try #require(error))".contains("colophon pki init"))
        #expect(!FileBytes.exists(path))
        #expect(throws: CryptoError.missing(path: path)) { try SealingKey(path: path) }
        #expect(throws: CryptoError.missing(path: path)) { try VerifyingKey(path: path) }
    }

    @Test("a key that others may read or write is refused", arguments: [0o640, 0o620, 0o604, 0o602, 0o610, 0o601])
    func exposed(mode: UInt32) throws {
        let folder = try TemporaryFolder("keys")
        let path = folder.file("a.key")
        try FileBytes.create(path, PrivateKey(generating: .ed25519).pem(), mode: mode)
        #expect(throws: CryptoError.exposed(path: path, mode: mode)) { try SigningKey(path: path) }
    }

    @Test("what is no Ed25519 key is refused by name")
    func wrong() throws {
        let folder = try TemporaryFolder("keys")
        let contents: [String: [UInt8]] = try [
            "p256": PrivateKey(generating: .p256).pem(), "public": PrivateKey(generating: .ed25519).publicPEM(),
            "junk": Array("junk".utf8), "empty": [],
        ]
        for (name, bytes) in contents {
            try FileBytes.create(folder.file(name), bytes, mode: 0o600)
            let error = #expect(throws: CryptoError.self) { try SigningKey(path: folder.file(name)) }
            guard case .malformed(folder.file(name), _) = try #require(error) else {
                Issue.record("\(name): \(String(describing: error))")
                continue
            }
        }
        #expect(throws: CryptoError.self) { try SigningKey(path: folder.path) }
        try FileBytes.create(folder.file("long"), [UInt8](repeating: 65, count: 300_000), mode: 0o600)
        #expect(throws: CryptoError.tooLarge(path: folder.file("long"), limitBytes: 262_144)) {
            try SigningKey(path: folder.file("long"))
        }
    }
}
