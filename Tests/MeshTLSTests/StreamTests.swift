import MeshCrypto
import MeshTestKit
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing

@testable import MeshTLS

@Suite("Bytes through an established connection", .timeLimit(.minutes(5)))
struct StreamTests {
    let authority: TestAuthority

    init() throws {
        authority = try TestAuthority(services: ["evidence", "operator"])
    }

    private func pair(manner: Witness.Manner = .keep) throws -> EmbeddedPair {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"), manner: manner)
        try pair.pump()
        #expect(pair.client.report.isEstablished && pair.server.report.isEstablished)
        return pair
    }

    @Test("everything works one byte at a time, the handshake too")
    func fragmentation() throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"), manner: .echo)
        defer { pair.finish() }
        let message = SeededRandom(seed: 1).bytes(3_000)
        let written = pair.client.channel.writeAndFlush(ByteBuffer(bytes: message))
        try pair.pump(1)
        try written.wait()
        let isSame = pair.client.report.received == message
        #expect(isSame)
    }

    @Test("many writes leave with one flush, as full records")
    func coalescing() throws {
        let pair = try pair()
        defer { pair.finish() }
        var promises: [EventLoopFuture<Void>] = []
        for index in 0..<1_000 {
            let buffer = ByteBuffer(repeating: UInt8(index & 0xFF), count: 100)
            promises.append(pair.client.channel.write(buffer))
        }
        #expect(try pair.client.outbound().isEmpty)
        pair.client.channel.flush()
        let outbound = try pair.client.outbound()
        // Four records make a buffer that need not wait for the others to be encrypted.
        #expect(outbound.map(\.readableBytes) == [4 * (16_384 + 22), 100_000 - 4 * 16_384 + 3 * 22])
        for promise in promises { try promise.wait() }
        pair.server.receive(outbound.flatMap { Array($0.readableBytesView) })
        let expected = (0..<1_000).flatMap { [UInt8](repeating: UInt8($0 & 0xFF), count: 100) }
        let isSame = pair.server.report.received == expected
        #expect(isSame)
        #expect(pair.server.report.reads == 1)
    }

    @Test("a promise is kept when the last of its bytes has left, though nothing was left to encrypt")
    func promiseOfWholeRecords() throws {
        let pair = try pair()
        defer { pair.finish() }
        let channel = pair.client.channel
        let left = NIOLoopBoundBox(0, eventLoop: channel.embeddedEventLoop)
        channel.write(ByteBuffer(repeating: 7, count: 8 * 16_384)).whenSuccess {
            while let buffer = try? channel.readOutbound(as: ByteBuffer.self) { left.value += buffer.readableBytes }
        }
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(left.value == 0)
        channel.flush()
        #expect(left.value == 8 * (16_384 + 22))
    }

    @Test("writes of every size around a record's arrive as they were", arguments: [1, 2, 3])
    func sizes(seed: UInt64) throws {
        let pair = try pair()
        defer { pair.finish() }
        let random = SeededRandom(seed: seed)
        var expected: [UInt8] = []
        for _ in 0..<200 {
            let size = random.element(of: [
                0, 1, random.integer(in: 1...300), 16_383, 16_384, 16_385, random.integer(in: 1...50_000),
            ])
            let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: size)
            expected += bytes
            pair.client.channel.write(ByteBuffer(bytes: bytes), promise: nil)
            if random.integer(in: 0...3) == 0 { pair.client.channel.flush() }
        }
        pair.client.channel.flush()
        try pair.pump(random.integer(in: 1_000...70_000))
        // Two long arrays that differ would be shown as a difference, which takes hours to compute.
        let isSame = pair.server.report.received == expected
        #expect(isSame, "seed \(seed)")
    }

    @Test("a hundred megabytes go there and back unchanged")
    func hundredMegabytes() async throws {
        let server = try await TLSServer.start(authority.credentials("evidence"), manner: .echo)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let done = loop.makePromise(of: (sent: [UInt8], received: [UInt8]).self)
        let credentials = try authority.credentials("operator")
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler.client(
                            credentials, dialling: "evidence", protocols: ["colophon/1"], logger: LogRecord().logger),
                        BulkEcho(count: 100_000_000, seed: 2, done: done))
                }
            }
            .connect(host: "127.0.0.1", port: server.port).get()
        let digests = try await done.futureResult.get()
        #expect(digests.sent == digests.received)
        try await channel.close()
        #expect(try await server.nextReport().errors == [])
        try await server.stop()
    }

    @Test("closing says goodbye, and the other end answers without an error")
    func closing() throws {
        let pair = try pair()
        defer { pair.finish() }
        pair.client.channel.write(ByteBuffer(string: "last words"), promise: nil)
        pair.client.channel.close(promise: nil)
        try pair.pump()
        #expect(pair.server.report.received == Array("last words".utf8))
        #expect(pair.server.report.errors == [])
        #expect(!pair.server.channel.isActive && !pair.client.channel.isActive)
    }

    @Test("an end without goodbye is reported as a cut")
    func truncation() throws {
        let pair = try pair()
        defer { pair.finish() }
        try pair.client.send(Array("half".utf8))
        for flight in try pair.client.outbound() { pair.server.receive(Array(flight.readableBytesView)) }
        pair.server.drop()
        #expect(pair.server.report.received == Array("half".utf8))
        #expect(pair.server.report.errors == [.truncated])
        #expect(pair.server.log.lines.isEmpty)
    }

    @Test("one end may stop sending and go on reading")
    func halfClose() throws {
        let pair = try pair()
        defer { pair.finish() }
        let halfClosed = pair.client.channel.eventLoop.makePromise(of: Void.self)
        pair.client.channel.close(mode: .output, promise: halfClosed)
        try halfClosed.futureResult.wait()
        #expect(throws: TLSError.closed) { try pair.client.send([1]) }
        #expect(pair.client.channel.isActive)
    }

    @Test("a record that was changed on its way ends the connection and yields nothing")
    func tampering() throws {
        let pair = try pair()
        defer { pair.finish() }
        try pair.client.send(Array("first".utf8))
        try pair.client.send(Array("second".utf8))
        var flights = try pair.client.outbound().map { Array($0.readableBytesView) }
        flights[1][flights[1].count - 1] ^= 1
        for flight in flights { pair.server.receive(flight) }
        #expect(pair.server.report.received == Array("first".utf8))
        #expect(pair.server.report.errors.count == 1)
        guard case .protocolBroken = pair.server.report.errors.first else {
            Issue.record("\(pair.server.report.errors)")
            return
        }
        #expect(!pair.server.channel.isActive)
    }

    @Test("the connection's memory goes with the channel, whichever way it ends", arguments: [0, 1, 2])
    func release(manner: Int) throws {
        let pair = try EmbeddedPair(
            client: authority.credentials("operator"), server: authority.credentials("evidence"))
        defer { pair.finish() }
        weak let session = pair.server.tls.session
        #expect(session != nil)
        switch manner {
        case 0:
            try pair.pump()
            pair.client.channel.close(promise: nil)
            try pair.pump()
        case 1: pair.server.drop()
        default: pair.server.receive(Array("GET / HTTP/1.1\r\n".utf8))
        }
        pair.server.channel.embeddedEventLoop.run()
        #expect(session == nil)
    }

    @Test("an idle connection holds no buffer")
    func idle() throws {
        let pair = try pair(manner: .echo)
        defer { pair.finish() }
        try pair.client.send([UInt8](repeating: 1, count: 100_000))
        try pair.pump()
        for end in [pair.client, pair.server] {
            #expect(end.tls.plaintext.capacity == 0)
            #expect(end.tls.pending.capacity == 0)
            #expect(end.tls.session?.hasOutput == false)
        }
    }
}
