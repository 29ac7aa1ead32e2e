import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@Suite("Windows, by a peer that grants what it likes", .timeLimit(.minutes(2)))
struct PeerWindowTests {
    private static let patient = ServerLimits(
        streamWindowBytes: 64 << 20, connectionWindowBytes: 1 << 20, pingMillisecondsMin: 0)
    private static let pings = 20

    /// What arrives until the server has nothing more to say: so many turns of its loop later than pings take.
    private static func settle(_ peer: RawPeer) async throws -> (messages: Int, grantedBytes: Int) {
        var (messages, granted) = (0, 0)
        for _ in 0..<pings {
            var ping = ByteBuffer()
            ping.writePing(1, isAnswer: false)
            await peer.send(ping)
            while let frame = await peer.next(), frame.header.knownType != .pong {
                switch frame.header.knownType {
                case .response, .data: messages += 1
                case .window where frame.header.stream == 0: granted += Self.bytes(frame)
                default: break
                }
            }
        }
        return (messages, granted)
    }

    private static func bytes(_ window: Frame) -> Int {
        Int(window.payload.getInteger(at: window.payload.readerIndex, as: UInt32.self) ?? 0)
    }

    @Test("answers wait for the connection's window")
    func answers() async throws {
        try await TrapTests.run(limits: Self.patient) { peer, _ in
            let request = GRPCTesting.SimpleRequest(responseSize: 600_000).serialized()
            for stream in [UInt32(1), 3, 5, 7] { await peer.request("UnaryCall", request, stream: stream) }
            // A mebibyte holds one; the second overdraws it.
            let found1 = try await Self.settle(peer).messages
            #expect(found1 == 2)
            var window = ByteBuffer()
            window.writeWindow(stream: 0, bytes: 4 << 20)
            await peer.send(window)
            let found2 = try await Self.settle(peer).messages
            #expect(found2 == 2)
        }
    }

    @Test("messages wait for the stream's window and the connection's; Settings that come late change both")
    func messages() async throws {
        try await TrapTests.run(limits: Self.patient) { peer, _ in
            let sizes = GRPCTesting.StreamingOutputCallRequest(
                responseParameters: Array(repeating: GRPCTesting.ResponseParameters(size: 100_000), count: 30))
            await peer.request("StreamingOutputCall", sizes.serialized(), stream: 1, flags: .remoteClosed)
            let found3 = try await Self.settle(peer).messages
            #expect(found3 == 1, "64 KiB, overdrawn")
            var settings = Settings.initial
            settings.streamWindowBytes = 10 << 20
            var wide = ByteBuffer()
            wide.writeSettings(settings)
            await peer.send(wide)
            let found4 = try await Self.settle(peer).messages
            #expect(found4 == 10, "the connection's mebibyte holds eleven")
            settings.connectionWindowBytes = 10 << 20
            var wider = ByteBuffer()
            wider.writeSettings(settings)
            await peer.send(wider)
            let found5 = try await Self.settle(peer).messages
            #expect(found5 == 20, "the other nineteen and the end")
        }
    }

    @Test("a heap of unread messages holds the connection's window back until it is read", arguments: [true, false])
    func heap(isRead: Bool) async throws {
        let go = Signal(Void.self)
        let service = TestService(input: { requests, _ in
            _ = await go.next()
            var count: Int32 = 0
            for try await _ in requests { count += 1 }
            return .init(aggregatedPayloadSize: count)
        })
        try await TrapTests.run(service, limits: Self.patient) { peer, _ in
            await peer.request("StreamingInputCall", stream: 1, flags: [.remoteOpen, .noData])
            let size = 3_500_000
            let message = GRPCTesting.StreamingInputCallRequest(payload: TestService.payload(size)).serialized()
            var granted = 0
            for _ in 0..<3 {
                await peer.send(message, stream: 1, type: .data)
                granted += try await Self.settle(peer).grantedBytes
            }
            #expect(granted >= 2 * size && granted < 3 * size, "8 MiB may lie unread, the third message is too much")
            if isRead {
                go.tell()
                while granted < 3 * size, let frame = await peer.next(stream: 0, .window) {
                    granted += Self.bytes(frame)
                }
                await peer.send(message, stream: 1, type: .data)
                await peer.send(stream: 1, type: .data, flags: [.remoteClosed, .noData])
                let response = try #require(try await peer.response(stream: 1))
                let count = try GRPCTesting.StreamingInputCallResponse(serialized: response.payload)
                #expect(count.aggregatedPayloadSize == 4)
            } else {
                await peer.send(message, stream: 1, type: .data)
                let goAway = try #require(await peer.next(stream: 0, .goAway))
                #expect(GoAway(goAway.payload)?.text == "a frame beyond the connection's window")
                go.tell()
            }
        }
    }
}
