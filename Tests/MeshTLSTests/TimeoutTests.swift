import MeshTLS
import MeshTestKit
import NIOCore
import NIOEmbedded
import Testing

@Suite("Peers that are slow or say too much", .timeLimit(.minutes(5)))
struct TimeoutTests {
    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority(services: ["evidence", "operator"])
    }

    @Test("a silent client is refused when its time is up, not before")
    func silence() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"),
            handshakeTimeout: .milliseconds(750))
        defer { pair.finish() }
        pair.server.channel.embeddedEventLoop.advanceTime(by: .milliseconds(749))
        #expect(pair.server.report.errors == [])
        pair.server.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(pair.server.report.errors == [.handshakeTimedOut(milliseconds: 750)])
        #expect(
            pair.server.log.lines.map(\.message) == ["connection refused: the handshake timed out after 750 ms"])
        #expect(!pair.server.channel.isActive)
    }

    @Test("bytes that come one by one do not stretch the time")
    func dripping() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"),
            handshakeTimeout: .seconds(1))
        defer { pair.finish() }
        let hello = try #require(try pair.client.outbound().first)
        for byte in hello.readableBytesView.prefix(100) {
            pair.server.receive([byte])
            pair.server.channel.embeddedEventLoop.advanceTime(by: .milliseconds(10))
        }
        #expect(pair.server.report.errors == [.handshakeTimedOut(milliseconds: 1_000)])
    }

    @Test("an established connection has no such limit")
    func established() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"),
            handshakeTimeout: .milliseconds(750))
        defer { pair.finish() }
        try pair.pump()
        pair.server.channel.embeddedEventLoop.advanceTime(by: .seconds(19))
        try pair.client.send([1, 2, 3])
        try pair.pump()
        #expect(pair.server.report.received == [1, 2, 3])
    }

    @Test("a silent client of a real socket is closed")
    func realSilence() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"), handshakeTimeout: .milliseconds(50))
        #expect(try await RawClient.exchange([], port: server.port) == [])
        #expect(try await server.nextReport().errors == [.handshakeTimedOut(milliseconds: 50)])
        try await server.stop()
    }

    @Test("a hello without end is cut off")
    func endlessHello() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"))
        defer { pair.finish() }
        // A hello that says it is 100,000 bytes long, which OpenSSL would wait for.
        let message: [UInt8] = [1, 1, 0x86, 0xA0] + [UInt8](repeating: 0, count: 70_000)
        for start in stride(from: 0, to: message.count, by: 16_384) {
            let piece = message[start..<min(start + 16_384, message.count)]
            pair.server.receive([22, 3, 1, UInt8(piece.count >> 8), UInt8(piece.count & 0xFF)] + piece)
        }
        #expect(pair.server.report.errors == [.handshakeTooLong(limitBytes: 65_536)])
        #expect(pair.server.log.lines.count == 1)
    }
}
