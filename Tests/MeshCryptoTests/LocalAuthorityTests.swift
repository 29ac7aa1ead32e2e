import FoundationEssentials
import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("The local authority", .timeLimit(.minutes(5)))
struct LocalAuthorityTests {
    let folder: TemporaryFolder
    let authority: LocalAuthority

    init() throws {
        folder = try TemporaryFolder("pki")
        authority = LocalAuthority(folder: folder.file("pki"))
    }

    private func path(_ name: String) -> String { authority.folder + "/" + name }

    private func openssl(_ arguments: String...) async throws -> (exit: ChildProcess.Exit, output: String) {
        let logs = try TemporaryFolder("openssl")
        let process = try ChildProcess("openssl", arguments, logs: logs.path, name: "openssl")
        let exit = await process.wait()
        return (exit, process.output + process.errors)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test("init writes exactly the promised files, for their owner alone")
    func files() throws {
        try authority.initialize()
        let expected = [
            "evidence.key", "evidence.pem", "gateway.key", "gateway.pem", "identity.key", "identity.pem", "log.key",
            "log.pub", "master.key", "mesh-ca.key", "mesh-ca.pem", "notify.key", "notify.pem", "operator.key",
            "operator.pem", "token-dev.key", "token-dev.pub", "token-identity.key", "token-identity.pub", "tsa-ca.key",
            "tsa-ca.pem", "tsa.key", "tsa.pem",
        ]
        #expect(try FileManager.default.contentsOfDirectory(atPath: authority.folder).sorted() == expected)
        #expect(try mode(authority.folder) == 0o700)
        for name in expected { #expect(try mode(path(name)) == 0o600, "\(name)") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pki"])
        #expect(try FileBytes.readPrivate(path("master.key")).count == 32)
        _ = try SealingKey(path: path("master.key"))
        #expect(try SigningKey(path: path("token-dev.key")).publicKey == VerifyingKey(path: path("token-dev.pub")))
    }

    @Test("what an earlier folder lacks is made, what is there stays, and keys that hold what was written are not made")
    func completing() throws {
        try authority.initialize(services: ["evidence", "operator"])
        #expect(
            try authority.complete() == [
                "identity.key", "identity.pem", "notify.key", "notify.pem", "gateway.key", "gateway.pem",
            ])
        #expect(try authority.complete() == [])
        let before = try FileManager.default.contentsOfDirectory(atPath: authority.folder).sorted()
        for name in ["token-identity.key", "token-identity.pub", "master.key", "log.key"] {
            try FileManager.default.removeItem(atPath: path(name))
        }
        #expect(try authority.complete() == ["token-identity.key", "token-identity.pub"])
        let key = try SigningKey(path: path("token-identity.key"))
        #expect(try VerifyingKey(path: path("token-identity.pub")) == key.publicKey)
        #expect(try mode(path("token-identity.key")) == 0o600)
        // A step that was cut short after the key.
        try FileManager.default.removeItem(atPath: path("token-identity.pub"))
        #expect(try authority.complete() == ["token-identity.pub"])
        #expect(try VerifyingKey(path: path("token-identity.pub")) == key.publicKey)
        let after = try FileManager.default.contentsOfDirectory(atPath: authority.folder).sorted()
        #expect(after == before.filter { $0 != "master.key" && $0 != "log.key" })
        #expect(throws: CryptoError.self) { try LocalAuthority(folder: folder.file("none")).complete() }
    }

    @Test("init never overwrites anything")
    func overwriting() throws {
        try authority.initialize()
        let before = try FileBytes.read(path("mesh-ca.key"))
        #expect(throws: CryptoError.exists(path: authority.folder)) { try authority.initialize() }
        #expect(try FileBytes.read(path("mesh-ca.key")) == before)
        let other = LocalAuthority(folder: folder.file("other"))
        try FileManager.default.createDirectory(atPath: other.folder, withIntermediateDirectories: false)
        try FileBytes.create(other.folder + "/log.key", [1], mode: 0o600)
        #expect(throws: CryptoError.exists(path: other.folder)) { try other.initialize() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.folder) == ["log.key"])
        let empty = LocalAuthority(folder: folder.file("empty") + "/")
        try FileManager.default.createDirectory(atPath: empty.folder, withIntermediateDirectories: false)
        try empty.initialize()
        #expect(FileBytes.exists(empty.folder + "/mesh-ca.pem"))
    }

    @Test(
        "an init that fails leaves nothing behind",
        arguments: ["", "a b", "../x", ".x", "mesh-ca", "tsa", "a/b", "証"])
    func failedInit(service: String) throws {
        #expect(throws: CryptoError.invalidName(service)) { try authority.initialize(services: ["evidence", service]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("a folder that cannot be made is an error that names it")
    func unwritable() throws {
        let missing = LocalAuthority(folder: folder.file("no/such/folder"))
        #expect(throws: CryptoError.self) { try missing.initialize() }
        #expect(throws: CryptoError.missing(path: path("mesh-ca.key"))) { try authority.issue("evidence") }
    }

    @Test("OpenSSL agrees that a service's certificate is good at both ends, and that each root stands apart")
    func verification() async throws {
        try authority.initialize()
        for purpose in ["sslserver", "sslclient"] {
            let result = try await openssl(
                "verify", "-x509_strict", "-purpose", purpose, "-CAfile", path("mesh-ca.pem"), path("evidence.pem"))
            #expect(result.exit == .code(0), "\(result.output)")
            let wrongRoot = try await openssl(
                "verify", "-purpose", purpose, "-CAfile", path("tsa-ca.pem"), path("evidence.pem"))
            #expect(wrongRoot.exit != .code(0))
        }
        let signer = try await openssl(
            "verify", "-x509_strict", "-purpose", "timestampsign", "-CAfile", path("tsa-ca.pem"), path("tsa.pem"))
        #expect(signer.exit == .code(0), "\(signer.output)")
        let misused = try await openssl(
            "verify", "-purpose", "sslserver", "-CAfile", path("tsa-ca.pem"), path("tsa.pem"))
        #expect(misused.exit != .code(0))
    }

    @Test("the certificates say what they should")
    func contents() async throws {
        try authority.initialize()
        let service = try await openssl("x509", "-in", path("evidence.pem"), "-noout", "-text").output
        for words in [
            "Version: 3", "URI:spiffe://colophon/evidence/1, DNS:localhost, IP Address:127.0.0.1",
            "TLS Web Server Authentication, TLS Web Client Authentication", "CA:FALSE", "Digital Signature",
            "X509v3 Authority Key Identifier", "X509v3 Subject Key Identifier", "ASN1 OID: prime256v1",
            "ecdsa-with-SHA256",
        ] { #expect(service.contains(words), "\(words)") }
        #expect(service.components(separatedBy: "URI:").count == 2)
        let root = try await openssl("x509", "-in", path("mesh-ca.pem"), "-noout", "-text").output
        for words in ["X509v3 Basic Constraints: critical", "CA:TRUE, pathlen:0", "X509v3 Key Usage: critical"] {
            #expect(root.contains(words), "\(words)")
        }
        let signer = try await openssl("x509", "-in", path("tsa.pem"), "-noout", "-text").output
        #expect(signer.contains("X509v3 Extended Key Usage: critical\n                Time Stamping\n"))
        #expect(signer.contains("X509v3 Key Usage: critical\n                Digital Signature\n"))
        #expect(!signer.contains("URI:"))
    }

    @Test("a service's certificate lives 90 days, and no two have the same serial")
    func validity() throws {
        let now = WallTime(milliseconds: 1_767_225_600_000)
        let dated = LocalAuthority(folder: authority.folder, time: SeededTime(start: now))
        try dated.initialize()
        let leaf = try Certificate.list(path: path("evidence.pem"))[0]
        #expect(leaf.notAfter == now.advanced(by: .seconds(90 * 86_400)))
        #expect(leaf.notBefore == now.advanced(by: .seconds(-300)))
        var serials: Set<String> = []
        for name in ["evidence", "operator", "gateway", "mesh-ca", "tsa-ca", "tsa"] {
            let serial = try Certificate.list(path: path(name + ".pem"))[0].serial
            #expect(serial.count == 32)
            serials.insert(serial)
        }
        #expect(serials.count == 6)
    }

    @Test("issuing again keeps the key and renews the certificate; replicas have their own files")
    func issuing() throws {
        try authority.initialize()
        let key = try FileBytes.read(path("evidence.key"))
        let before = try Certificate.list(path: path("evidence.pem"))[0].serial
        try authority.issue("evidence")
        #expect(try FileBytes.read(path("evidence.key")) == key)
        #expect(try Certificate.list(path: path("evidence.pem"))[0].serial != before)
        try authority.issue("billing", replica: "2")
        let chain = try Certificate.list(path: path("billing-2.pem"))
        #expect(chain.count == 2)
        #expect(chain[0].uris == ["spiffe://colophon/billing/2"])
        #expect(chain[0].belongs(to: try PrivateKey(path: path("billing-2.key"))))
        #expect(throws: CryptoError.invalidName("../x")) { try authority.issue("billing", replica: "../x") }
        #expect(throws: CryptoError.invalidName("mesh-ca")) { try authority.issue("mesh-ca") }
    }

    @Test("rotating trusts old and new, and renews every certificate from the new")
    func rotation() async throws {
        try authority.initialize()
        try authority.issue("billing", replica: "2")
        let old = try Certificate.list(path: path("mesh-ca.pem"))
        #expect(try authority.rotate() == ["billing-2", "evidence", "gateway", "identity", "notify", "operator"])
        let trusted = try Certificate.list(path: path("mesh-ca.pem"))
        #expect(trusted.count == 2)
        #expect(trusted.map(\.serial).contains(old[0].serial))
        #expect(trusted[0].belongs(to: try PrivateKey(path: path("mesh-ca.key"))))
        #expect(!FileBytes.exists(path("mesh-ca-next.key")))
        for name in ["billing-2", "evidence", "gateway", "operator"] {
            let result = try await openssl("verify", "-CAfile", path("mesh-ca.pem"), path(name + ".pem"))
            #expect(result.exit == .code(0), "\(result.output)")
        }
        try authority.forgetPrevious()
        #expect(try Certificate.list(path: path("mesh-ca.pem")).map(\.serial) == [trusted[0].serial])
        let result = try await openssl("verify", "-CAfile", path("mesh-ca.pem"), path("evidence.pem"))
        #expect(result.exit == .code(0), "\(result.output)")
        // A second rotation, in its separate steps; the first step twice, as after a crash.
        try authority.trustNext()
        let both = try FileBytes.read(path("mesh-ca.pem"))
        try authority.trustNext()
        #expect(try FileBytes.read(path("mesh-ca.pem")) == both)
        #expect(try Certificate.list(path: path("evidence.pem"))[1].serial == trusted[0].serial)
        _ = try authority.switchOver()
        #expect(try Certificate.list(path: path("evidence.pem"))[1].serial != trusted[0].serial)
        #expect(throws: CryptoError.missing(path: path("mesh-ca-next.key"))) { try authority.switchOver() }
    }

    @Test("the log's line has the hash that its name and key give")
    func logKey() throws {
        try authority.initialize(origin: "example.org/log")
        let line = String(decoding: try FileBytes.read(path("log.pub")), as: UTF8.self)
        #expect(line.hasSuffix("\n"))
        let parts = line.dropLast().split(separator: "+", maxSplits: 2)
        #expect(parts.count == 3 && parts[0] == "example.org/log")
        let body = try #require(Base64.decode(parts[2]))
        let key = try SigningKey(path: path("log.key")).publicKey
        #expect(body == [1] + key.rawBytes)
        let hash = Digest.sha256(Array("example.org/log\n".utf8) + body).prefix(4)
        #expect(parts[1] == Hexadecimal.encode(hash))
        for name in ["", "a b", "a+b", "a\n"] { #expect(LogVerifierKey.line(name: name, key: key) == nil) }
    }

    @Test("the example key of the signed-note format gives its published line")
    func publishedLogKey() throws {
        let line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        let body = try #require(Base64.decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
        let key = try #require(VerifyingKey(rawBytes: Array(body.dropFirst())))
        #expect(LogVerifierKey.line(name: "PeterNeumann", key: key) == line)
    }
}
