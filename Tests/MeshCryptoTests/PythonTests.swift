import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

/// There is nobody to ask for another opinion.
private struct NoPython: Error, CustomStringConvertible {
    let description = "python3 or its module cryptography is missing: apt-get install python3-cryptography"
}

/// Another implementation's opinion: Python's `cryptography`. Without it these tests fail, for nothing was compared.
@Suite("Python's cryptography agrees", .timeLimit(.minutes(5)))
struct PythonTests {
    /// Runs `program` with `arguments`; what it printed, without the line's end.
    private func python(_ program: String, _ arguments: [String]) async throws -> String {
        let folder = try TemporaryFolder("python")
        guard
            let process = try? ChildProcess(
                "python3", ["-c", program] + arguments, logs: folder.path, name: "python")
        else { throw NoPython() }
        let exit = await process.wait()
        if process.errors.contains("No module named 'cryptography'") { throw NoPython() }
        #expect(exit == .code(0), "\(process.errors)")
        return process.output.hasSuffix("\n") ? String(process.output.dropLast()) : process.output
    }

    @Test("what is sealed here opens there, and the other way round")
    func sealing() async throws {
        let random = SeededRandom(seed: 9)
        let keyBytes = random.bytes(32)
        let key = try #require(SealingKey(bytes: keyBytes, random: random))
        let plain = random.bytes(1_000)
        let sealed = try key.seal(plain, associated: Array("row".utf8))
        let program = """
            import sys
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
            key, sealed = (bytes.fromhex(a) for a in sys.argv[1:])
            aead = AESGCM(key)
            plain = aead.decrypt(sealed[:12], sealed[12:], b"row")
            print(plain.hex(), (b"n" * 12 + aead.encrypt(b"n" * 12, plain[::-1], b"row")).hex())
            """
        let words = try await python(program, [Hexadecimal.encode(keyBytes), Hexadecimal.encode(sealed)])
            .split(separator: " ")
        #expect(words.first.map(String.init) == Hexadecimal.encode(plain))
        let back = try #require(words.last.flatMap { Hexadecimal.decode(String($0)) })
        #expect(try key.open(back, associated: Array("row".utf8)) == plain.reversed())
    }

    @Test("a token signed here is a JWS there, and one signed there is a token here")
    func tokens() async throws {
        let folder = try TemporaryFolder("token")
        try FileBytes.create(folder.file("key"), PrivateKey(generating: .ed25519).pem(), mode: 0o600)
        let key = try SigningKey(path: folder.file("key"))
        let now = WallTime(milliseconds: 1_767_225_600_000)
        let token = AccessToken(
            subject: "acc_1", kind: "account", roles: ["a\"b", "著作"], audience: ["evidence"], issuedAt: now,
            expiresAt: now.advanced(by: .seconds(60)), identifier: "t/1")
        let program = """
            import sys, json, base64, hashlib
            from cryptography.hazmat.primitives import serialization as s
            key = s.load_pem_private_key(open(sys.argv[1], "rb").read(), None)
            un = lambda t: base64.urlsafe_b64decode(t + "=" * (-len(t) % 4))
            en = lambda b: base64.urlsafe_b64encode(b).rstrip(b"=").decode()
            h, c, g = sys.argv[2].split(".")
            key.public_key().verify(un(g), (h + "." + c).encode())
            head, claims = json.loads(un(h)), json.loads(un(c))
            raw = key.public_key().public_bytes(s.Encoding.Raw, s.PublicFormat.Raw)
            assert head == {"alg": "EdDSA", "typ": "JWT", "kid": hashlib.sha256(raw).hexdigest()[:16]}, head
            assert claims["roles"] == ["a\\"b", "\\u8457\\u4f5c"] and claims["exp"] - claims["iat"] == 60, claims
            claims["sub"] = "acc_2"
            text = en(json.dumps(head).encode()) + "." + en(json.dumps(claims).encode())
            print(text + "." + en(key.sign(text.encode())))
            """
        let back = try await python(program, [folder.file("key"), token.signed(with: key)])
        var expected = token
        expected.subject = "acc_2"
        let verifier = AccessTokenVerifier(keys: [key.publicKey])
        #expect(try verifier.verify(back, audience: "evidence", now: now) == expected)
    }
}
