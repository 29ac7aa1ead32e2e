import MeshTLS
import MeshTestKit
import NIOCore
import Testing

@Suite("A good handshake", .timeLimit(.minutes(5)))
struct HandshakeTests {
    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority(services: ["evidence", "operator"])
    }

    @Test("both ends learn who the other is, and what both chose")
    func identities() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        let client = try await TLSClient.connect(authority.credentials("operator", replica: "7"), to: server.port)
        let seen = try await client.established.get()
        #expect(seen.peer == PeerIdentity(trustDomain: "colophon", service: "evidence", replica: "1"))
        #expect(seen.applicationProtocol == "colophon/1")
        let summary = try #require(seen.summary)
        #expect(summary.version == "TLSv1.3")
        #expect(summary.group == "x25519")
        #expect(summary.cipher.hasPrefix("TLS_"))
        #expect(summary.peerSerial.count == 32)
        try await client.channel.writeAndFlush(ByteBuffer(string: "hello"))
        let clientReport = try await client.close()
        let report = try await server.nextReport()
        #expect(report.peer == PeerIdentity(trustDomain: "colophon", service: "operator", replica: "7"))
        #expect(report.received == Array("hello".utf8))
        #expect(report.errors == [] && clientReport.errors == [])
        #expect(report.otherErrors == [] && clientReport.otherErrors == [])
        #expect(server.log.lines.isEmpty)
        try await server.stop()
    }

    @Test(
        "the server's order decides; a client that names nothing gets nothing",
        arguments: [
            (["colophon/1"], "colophon/1"), (["ttrpc"], "ttrpc"), (["ttrpc", "colophon/1"], "colophon/1"),
            (["h2", "ttrpc"], "ttrpc"), ([], nil),
        ] as [([String], String?)])
    func protocols(offered: [String], chosen: String?) async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        let client = try await TLSClient.connect(authority.credentials("operator"), to: server.port, protocols: offered)
        #expect(try await client.established.get().applicationProtocol == chosen)
        _ = try await client.close()
        #expect(try await server.nextReport().applicationProtocol == chosen)
        try await server.stop()
    }

    @Test("a client that names only strangers is refused with the alert no_application_protocol")
    func noCommonProtocol() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        let client = try await TLSClient.connect(authority.credentials("operator"), to: server.port, protocols: ["h2"])
        await #expect(throws: TLSError.noCommonProtocol) { try await client.established.get() }
        let report = try await server.nextReport()
        #expect(report.errors == [.noCommonProtocol])
        #expect(!report.isEstablished && report.received.isEmpty)
        #expect(server.log.lines.map(\.message) == ["connection refused: \(TLSError.noCommonProtocol)"])
        try await server.stop()
    }

    @Test("what is written before the handshake is finished arrives after it, and its promise completes")
    func earlyWrite() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"))
        let client = try await TLSClient.connect(authority.credentials("operator"), to: server.port)
        try await client.channel.writeAndFlush(ByteBuffer(string: "early"))
        _ = try await client.close()
        #expect(try await server.nextReport().received == Array("early".utf8))
        try await server.stop()
    }

    @Test("tickets are never issued, so every connection shows its certificate")
    func noTickets() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"))
        defer { pair.finish() }
        let hello = try #require(try pair.client.outbound().first)
        pair.server.receive(Array(hello.readableBytesView))
        for flight in try pair.server.outbound() { pair.client.receive(Array(flight.readableBytesView)) }
        for flight in try pair.client.outbound() { pair.server.receive(Array(flight.readableBytesView)) }
        #expect(pair.server.report.isEstablished)
        // A server that issues tickets does so as its answer to the client's last flight.
        #expect(try pair.server.outbound().isEmpty)
    }
}
