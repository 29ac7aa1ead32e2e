import Logging
import MeshTLS
import MeshTestKit
import NIOCore
import Testing

@Suite("Refusals", .timeLimit(.minutes(5)))
struct RefusalTests {
    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority(services: ["evidence", "operator", "billing"])
    }

    /// What the other end finds wrong with each flaw; nil where this flaw is none at this end.
    static func expected(_ flaw: CertificateFlaw, peerIsServer: Bool) -> TLSError? {
        switch flaw {
        case .expired: .certificate(.expired)
        case .notYetValid: .certificate(.notYetValid)
        case .foreignAuthority: .certificate(.unknownAuthority)
        case .withoutURI, .withoutNames: .certificate(.withoutIdentity)
        case .twoURIs: .certificate(.severalIdentities(count: 2))
        case .malformedURI, .shortURI: .certificate(.malformedIdentity)
        case .wrongTrustDomain: .wrongTrustDomain(expected: "colophon", found: "elsewhere.colophon")
        case .serverOnly: peerIsServer ? nil : .certificate(.wrongUsage)
        case .clientOnly: peerIsServer ? .certificate(.wrongUsage) : nil
        case .withoutUsage, .codeSigning: .certificate(.wrongUsage)
        case .authority: .certificate(.authorityAsLeaf)
        }
    }

    @Test(
        "a client whose certificate is wrong reaches no frame, and one log line says why",
        arguments: CertificateFlaw.allCases)
    func client(flaw: CertificateFlaw) async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        let client = try await TLSClient.connect(authority.credentials("operator", with: flaw), to: server.port)
        client.channel.writeAndFlush(ByteBuffer(string: "a frame"), promise: nil)
        guard let expected = Self.expected(flaw, peerIsServer: false) else {
            _ = try await client.established.get()
            _ = try await client.close()
            #expect(try await server.nextReport().received == Array("a frame".utf8))
            try await server.stop()
            return
        }
        let report = try await server.nextReport()
        #expect(report.errors == [expected])
        #expect(!report.isEstablished && report.received.isEmpty)
        let lines = server.log.lines
        #expect(lines.map(\.message) == ["connection refused: \(expected)"])
        #expect(lines.first?.level == .warning)
        // In TLS 1.3 the client is finished before the server looks at its certificate; the alert comes after.
        let told = try await client.ended.get()
        #expect(lines.first?.remote == told.localAddress)
        #expect(told.errors.count == 1)
        if case .refusedByPeer = told.errors.first {} else { Issue.record("the client was told \(told.errors)") }
        try await server.stop()
    }

    @Test("a server whose certificate is wrong is refused by the client", arguments: CertificateFlaw.allCases)
    func server(flaw: CertificateFlaw) async throws {
        let server = try await TLSServer.start(authority.credentials("evidence", with: flaw))
        let client = try await TLSClient.connect(authority.credentials("operator"), to: server.port)
        guard let expected = Self.expected(flaw, peerIsServer: true) else {
            _ = try await client.established.get()
            _ = try await client.close()
            try await server.stop()
            return
        }
        await #expect(throws: expected) { try await client.established.get() }
        #expect(client.log.lines.map(\.message) == ["connection refused: \(expected)"])
        let report = try await server.nextReport()
        #expect(!report.isEstablished && report.received.isEmpty)
        if case .refusedByPeer = report.errors.first {} else { Issue.record("the server was told \(report.errors)") }
        try await server.stop()
    }

    @Test("a good certificate of another service cannot stand in for the one dialled")
    func wrongService() async throws {
        let server = try await TLSServer.start(authority.credentials("billing"))
        let client = try await TLSClient.connect(
            authority.credentials("operator"), dialling: "evidence", to: server.port)
        let expected = TLSError.wrongService(expected: "evidence", found: "billing")
        await #expect(throws: expected) { try await client.established.get() }
        #expect("\(expected)" == "wrong service: expected evidence but the peer is billing")
        let report = try await server.nextReport()
        #expect(!report.isEstablished && report.received.isEmpty)
        try await server.stop()
    }

    @Test("a client without a certificate is refused")
    func noCertificate() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        let program = try OpenSSLProgram.client(
            port: server.port, ["-CAfile", authority.trust, "-alpn", "colophon/1"])
        let report = try await server.nextReport()
        #expect(report.errors == [.noClientCertificate])
        #expect(!report.isEstablished && report.received.isEmpty)
        #expect(server.log.lines.map(\.message) == ["connection refused: the client sent no certificate"])
        let said = try await program.finish()
        #expect(said.contains("certificate required"))
        try await server.stop()
    }

    @Test("a client of TLS 1.2 is refused, with the alert protocol_version")
    func oldVersion() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        let files = try authority.files("operator")
        let program = try OpenSSLProgram.client(
            port: server.port, ["-tls1_2", "-cert", files.certificate, "-key", files.key])
        let report = try await server.nextReport()
        #expect(report.errors == [.protocolVersionTooOld])
        #expect(!report.isEstablished && report.received.isEmpty)
        #expect(server.log.lines.map(\.message) == ["connection refused: the peer does not speak TLS 1.3"])
        #expect(try await program.finish().contains("protocol version"))
        try await server.stop()
    }

    @Test("a hello of TLS 1.2 in bytes is refused, with the alert protocol_version on the wire")
    func oldVersionInBytes() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        // Version 3.3, one suite (ECDHE-ECDSA with AES-128-GCM), no supported_versions.
        let body: [UInt8] =
            [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0xC0, 0x2B, 1, 0] + [0, 8, 0, 10, 0, 4, 0, 2, 0, 29]
        let message: [UInt8] = [1, 0, 0, UInt8(body.count)] + body
        let answer = try await RawClient.exchange([22, 3, 1, 0, UInt8(message.count)] + message, port: server.port)
        // Record: alert, version 3.3, two bytes: fatal (2), protocol_version (70).
        #expect(Array(answer.prefix(1)) == [21])
        #expect(Array(answer.suffix(2)) == [2, 70])
        #expect(try await server.nextReport().errors == [.protocolVersionTooOld])
        try await server.stop()
    }

    @Test(
        "plaintext is refused by name",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", TLSError.Plaintext.http), ("PRI * HTTP/2.0\r\n\r\n", .http),
            ("POST /x HTTP/1.1\r\n", .http), ("\0\0\0\u{10}\0\0\0\u{01}\u{01}\0", .ttrpc), ("SSH-2.0-x\r\n", .other),
        ])
    func plaintext(text: String, kind: TLSError.Plaintext) async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        let answer = try await RawClient.exchange(Array(text.utf8), port: server.port)
        #expect(answer.isEmpty)
        let report = try await server.nextReport()
        #expect(report.errors == [.plaintext(kind)])
        #expect(!report.isEstablished && report.received.isEmpty)
        #expect(server.log.lines.map(\.message) == ["connection refused: \(TLSError.plaintext(kind))"])
        #expect(server.log.lines.first?.remote.contains("127.0.0.1") == true)
        try await server.stop()
    }

    @Test("a server that answers in plaintext is refused by name")
    func plaintextServer() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"))
        defer { pair.finish() }
        pair.client.receive(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        #expect(pair.client.report.errors == [.plaintext(.http)])
    }

    @Test("a client that leaves without a word is no more than a debug line")
    func portCheck() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        _ = try await RawClient.exchange([], port: server.port, isEnding: true)
        #expect(try await server.nextReport().errors == [.closedInHandshake])
        #expect(server.log.lines.map(\.level) == [.debug])
        try await server.stop()
    }

    @Test("writes to a refused peer fail with the reason")
    func writesFail() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("billing"))
        defer { pair.finish() }
        let written = pair.client.channel.writeAndFlush(ByteBuffer(string: "x"))
        try pair.pump()
        #expect(throws: TLSError.wrongService(expected: "evidence", found: "billing")) { try written.wait() }
        #expect(throws: TLSError.closed) { try pair.client.send([1]) }
    }
}
