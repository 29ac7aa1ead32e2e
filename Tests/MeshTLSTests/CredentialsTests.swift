import FoundationEssentials
import MeshCrypto
import MeshKernel
import MeshTLS
import MeshTestKit
import NIOCore
import Testing

@Suite("One's own credentials", .timeLimit(.minutes(5)))
struct CredentialsTests {
    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority(services: ["evidence", "operator", "billing"])
    }

    @Test("good files give an identity and an end")
    func good() throws {
        let credentials = try authority.credentials("evidence", replica: "2")
        #expect(credentials.identity.uri == "spiffe://colophon/evidence/2")
        let days = try #require(credentials.expiry).since(SystemTime().wall())
        #expect(days > .seconds(89 * 86_400) && days <= .seconds(90 * 86_400))
    }

    @Test("a missing key is an error that says who makes it")
    func missingKey() throws {
        var files = try authority.files("evidence")
        files.key += ".gone"
        let error = #expect(throws: TLSError.self) { try TLSCredentials(files: files) }
        let words = "\(try #require(error))"
        #expect(words.contains(files.key) && words.contains("colophon pki init"))
        #expect(!FileBytes.exists(files.key))
    }

    @Test("a key that others can read is refused", arguments: [0o640, 0o604, 0o644, 0o660])
    func exposedKey(mode: Int) throws {
        let files = try authority.files("evidence")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: files.key)
        let error = #expect(throws: TLSError.self) { try TLSCredentials(files: files) }
        #expect("\(try #require(error))".contains("may be read by others"))
    }

    @Test("another certificate's key is refused")
    func mismatch() throws {
        var files = try authority.files("evidence")
        files.key = try authority.files("billing").key
        #expect(throws: TLSError.keyMismatch(certificate: files.certificate, key: files.key)) {
            try TLSCredentials(files: files)
        }
    }

    @Test("a certificate that every peer would refuse is refused at home", arguments: CertificateFlaw.allCases)
    func flawed(flaw: CertificateFlaw) throws {
        let files = try authority.files("evidence", with: flaw)
        let error = #expect(throws: TLSError.self) { try TLSCredentials(files: files) }
        switch try #require(error) {
        case .ownCertificate(let path, _): #expect(path == files.certificate)
        case .wrongTrustDomain: #expect(flaw == .wrongTrustDomain)
        default: Issue.record("\(String(describing: error))")
        }
    }

    @Test("files that are not PEM, or hold the wrong thing, are refused by name")
    func malformed() throws {
        let files = try authority.files("evidence")
        let junk = authority.folder.file("junk.pem")
        try FileBytes.replace(junk, Array("not PEM at all".utf8), mode: 0o600)
        let cut = authority.folder.file("cut.pem")
        try FileBytes.replace(cut, Array(FileBytes.read(files.certificate).prefix(300)), mode: 0o600)
        for bad in [junk, cut, files.key, "/dev/null", authority.folder.path] {
            var changed = files
            changed.certificate = bad
            let error = #expect(throws: TLSError.self) { try TLSCredentials(files: changed) }
            #expect("\(try #require(error))".contains(bad))
            changed = files
            changed.trust = [bad]
            #expect(throws: TLSError.self) { try TLSCredentials(files: changed) }
        }
        var changed = files
        changed.trust = []
        #expect(throws: TLSError.self) { try TLSCredentials(files: changed) }
    }

    @Test("a reload serves new connections and leaves open ones alone")
    func reload() async throws {
        let credentials = try authority.credentials("evidence")
        let server = try await TLSServer.start(credentials, manner: .echo)
        let client = try await TLSClient.connect(authority.credentials("operator"), to: server.port)
        let before = try await client.established.get()

        try authority.local.issue("evidence")
        try credentials.reload()
        let other = try await TLSClient.connect(authority.credentials("operator"), to: server.port)
        let after = try await other.established.get()
        #expect(after.summary?.peerSerial != before.summary?.peerSerial)

        try await client.channel.writeAndFlush(ByteBuffer(string: "still here"))
        #expect(try await client.received(10) == Array("still here".utf8))
        _ = try await client.close()
        _ = try await other.close()
        #expect(server.log.lines.isEmpty)
        try await server.stop()
    }

    @Test("a reload that fails says why and changes nothing")
    func badReload() async throws {
        let credentials = try authority.credentials("evidence")
        let server = try await TLSServer.start(credentials)
        let good = try FileBytes.read(credentials.files.certificate)
        for flaw in [CertificateFlaw.expired, .foreignAuthority, .twoURIs] {
            let files = try authority.files("evidence", with: flaw)
            // The flawed certificate with its own key, so that only the flaw is wrong.
            let key = try FileBytes.read(credentials.files.key)
            try copy(files.certificate, to: credentials.files.certificate)
            try copy(files.key, to: credentials.files.key)
            #expect(throws: TLSError.self) { try credentials.reload() }
            try FileBytes.replace(credentials.files.key, key, mode: 0o600)
        }
        try copy(authority.files("billing").certificate, to: credentials.files.certificate)
        #expect(throws: TLSError.self) { try credentials.reload() }
        let client = try await TLSClient.connect(authority.credentials("operator"), to: server.port)
        #expect(try await client.established.get().peer?.service == "evidence")
        _ = try await client.close()
        try FileBytes.replace(credentials.files.certificate, good, mode: 0o600)
        try credentials.reload()
        try await server.stop()
    }

    @Test("while one authority replaces another, certificates of both are good; afterwards the new one's only")
    func rotation() async throws {
        let evidence = try authority.credentials("evidence")
        let oldClient = try authority.credentials("operator")
        let server = try await TLSServer.start(evidence)

        try authority.local.trustNext()
        try evidence.reload()
        try oldClient.reload()
        #expect(try await speaks(oldClient, server))
        let oldFiles = try keepAside("operator")

        _ = try authority.local.switchOver()
        try evidence.reload()
        let newClient = try authority.credentials("operator")
        #expect(try await speaks(newClient, server))
        #expect(try await speaks(oldClient, server))

        try authority.local.forgetPrevious()
        try evidence.reload()
        try newClient.reload()
        #expect(try await speaks(newClient, server))
        let left = try TLSCredentials(unchecked: oldFiles)
        #expect(try await !speaks(left, server))
        try await server.stop()
    }

    private func speaks(_ credentials: TLSCredentials, _ server: TLSServer) async throws -> Bool {
        let client = try await TLSClient.connect(credentials, to: server.port)
        guard (try? await client.established.get()) != nil else { return false }
        client.channel.close(promise: nil)
        _ = try await client.ended.get()
        return try await server.nextReport().isEstablished
    }

    private func copy(_ path: String, to target: String) throws {
        try FileBytes.replace(target, FileBytes.read(path), mode: 0o600)
    }

    private func keepAside(_ service: String) throws -> TLSFiles {
        let files = try authority.files(service)
        var kept = files
        kept.certificate = authority.folder.file("old.pem")
        kept.key = authority.folder.file("old.key")
        try copy(files.certificate, to: kept.certificate)
        try copy(files.key, to: kept.key)
        return kept
    }
}
