import MeshKernel
import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Synchronization
import Testing

/// The traps of the protocol that lie on the client's side, by a server that answers single frames over TLS; and those
/// that need both sides.
@Suite("Every trap of the protocol that is the client's", .timeLimit(.minutes(2)))
struct ClientTrapTests {
    /// What a server has received.
    private final class Received: Sendable {
        private let frames = Mutex<[FrameHeader]>([])
        func add(_ frame: Frame) { frames.withLock { $0.append(frame.header) } }
        var headers: [FrameHeader] { frames.withLock { $0 } }
        func headers(_ type: FrameType) -> [FrameHeader] { headers.filter { $0.knownType == type } }
    }

    /// Runs `body` with a client of a server that answers as `answer` says.
    private static func run(
        base: Bool = false, _ answer: @escaping @Sendable (Frame) -> ByteBuffer?,
        _ body: (GRPCTesting.TestServiceClient) async throws -> Void
    ) async throws {
        let server = try await RawServer(base: base, answer)
        let loops = RPCLoops(threads: 1)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: server.port)],
            credentials: try Authority.shared.credentials("operator"), loop: loops.all[0],
            configuration: ClientConfiguration(base: base), logger: .silent)
        try await client.withClient { try await body(GRPCTesting.TestServiceClient($0)) }
        try await server.close()
        try await loops.shutdown()
    }

    private static func response(_ stream: UInt32) -> ByteBuffer {
        FrameDecoderTests.frame(TTRPC.Response().serialized(), stream: stream, type: .response, flags: [])
    }

    @Test("ids are odd and rise in the order of the frames, however many tasks call")
    func ids() async throws {
        let received = Received()
        let answer: @Sendable (Frame) -> ByteBuffer? = { frame in
            guard frame.header.knownType == .request else { return nil }
            received.add(frame)
            return Self.response(frame.header.stream)
        }
        try await Self.run(answer) { stub in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<300 { group.addTask { _ = try await stub.emptyCall(.init()) } }
                try await group.waitForAll()
            }
        }
        let isInOrder = received.headers.map(\.stream) == (0..<300).map { $0 * 2 + 1 }
        #expect(isInOrder)
    }

    @Test("a stream opens with 0x06, sends messages with 0x00 and ends with an empty 0x05", arguments: [true, false])
    func flags(base: Bool) async throws {
        let received = Received()
        let answer: @Sendable (Frame) -> ByteBuffer? = { frame in
            guard frame.header.stream != 0 else { return nil }
            received.add(frame)
            return frame.header.flags.contains(.remoteClosed) ? Self.response(frame.header.stream) : nil
        }
        try await Self.run(base: base, answer) { stub in
            _ = try await stub.streamingInputCall { writer in
                try await writer.write(.init(payload: TestService.payload(1)))
                // A message without a byte is not the end.
                try await writer.write(.init())
            }
        }
        #expect(received.headers.map(\.flags.rawValue) == [0x06, 0x00, 0x00, 0x05])
        #expect(received.headers(.data).map { $0.length == 0 } == [false, true, true])
        #expect(received.headers.allSatisfy { $0.stream == 1 })
    }

    @Test("Data on an unknown stream is ignored, on a unary one fails it alone", arguments: [true, false])
    func strayData(base: Bool) async throws {
        let answer: @Sendable (Frame) -> ByteBuffer? = { frame in
            guard frame.header.knownType == .request else { return nil }
            let stream = frame.header.stream
            var frames = FrameDecoderTests.frame([1, 2], stream: stream + 100, type: .data, flags: [])
            frames.writeImmutableBuffer(FrameDecoderTests.frame([], stream: 0, type: .data, flags: [.noData]))
            if stream == 3 {
                frames.writeImmutableBuffer(
                    FrameDecoderTests.frame([1, 2], stream: stream, type: .data, flags: []))
            }
            frames.writeImmutableBuffer(Self.response(stream))
            return frames
        }
        try await Self.run(base: base, answer) { stub in
            _ = try await stub.emptyCall(.init())
            let error = await #expect(throws: RPCError.self) { try await stub.emptyCall(.init()) }
            #expect(error?.code == .internal)
            _ = try await stub.emptyCall(.init())
        }
    }

    @Test("an oversized answer costs its bytes alone: its call fails, the connection lives", arguments: [true, false])
    func oversize(base: Bool) async throws {
        let received = Received()
        let answer: @Sendable (Frame) -> ByteBuffer? = { frame in
            guard frame.header.knownType == .request else { return nil }
            received.add(frame)
            guard frame.header.stream == 1 else { return Self.response(frame.header.stream) }
            var frames = ByteBuffer()
            frames.writeFrameHeader(length: 4 << 20 + 1, stream: 1, type: .response)
            frames.writeRepeatingByte(0xEE, count: 4 << 20 + 1)
            return frames
        }
        try await Self.run(base: base, answer) { stub in
            let error = await #expect(throws: RPCError.self) { try await stub.emptyCall(.init()) }
            #expect(error?.code == .resourceExhausted)
            _ = try await stub.emptyCall(.init())
        }
        #expect(received.headers.map(\.stream) == [1, 3], "on the same connection")
    }

    @Test("no timeout is sent as none, and what is sent is never negative")
    func timeouts() async throws {
        let sent = Signal(Int64.self)
        let answer: @Sendable (Frame) -> ByteBuffer? = { frame in
            guard frame.header.knownType == .request else { return nil }
            if let request = try? TTRPC.Request(serialized: Array(frame.payload.readableBytesView)) {
                sent.tell(request.timeoutNano)
            }
            return Self.response(frame.header.stream)
        }
        try await Self.run(answer) { stub in
            _ = try await stub.emptyCall(.init())
            #expect(await sent.next() == 0)
            _ = try await stub.emptyCall(.init(), options: CallOptions(timeout: .seconds(600)))
            let told = try #require(await sent.next())
            #expect(told > 0 && told <= 600_000_000_000)
            for timeout in [Duration.zero, .nanoseconds(1), .seconds(-1)] {
                // Whoever is late already never asks; whoever just is not may.
                await #expect(throws: RPCError.self) {
                    try await stub.emptyCall(.init(), options: CallOptions(timeout: timeout))
                }
            }
            _ = try await stub.emptyCall(.init())
            var last = try #require(await sent.next())
            while last != 0 {
                #expect(last > 0)
                last = try #require(await sent.next())
            }
        }
    }

    @Test("the deadline covers waiting for a free stream")
    func deadlineWhileQueueing() async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            _ = await go.next()
            return .init()
        })
        try await Playground.run(
            .tls, service, server: ServerLimits(streamsPerConnectionMax: 1),
            client: ClientConfiguration(connectionsPerReplicaMax: 1)
        ) { playground in
            let stub = playground.stub
            _ = try await stub.emptyCall(.init())
            let first = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            let error = await #expect(throws: RPCError.self) {
                try await stub.unaryCall(.init(), options: CallOptions(timeout: .milliseconds(100)))
            }
            #expect(error?.code == .deadlineExceeded)
            go.tell()
            _ = try await first.outcome()
        }
    }

    @Test("the deadline covers writing to a server that grants no window, and waiting for one that never answers")
    func deadlineWhileWriting() async throws {
        let answer: @Sendable (Frame) -> ByteBuffer? = { _ in nil }
        try await Self.run(answer) { stub in
            let writing = await #expect(throws: RPCError.self) {
                try await stub.streamingInputCall(options: CallOptions(timeout: .milliseconds(300))) { writer in
                    while true { try await writer.write(.init(payload: TestService.payload(60_000))) }
                }
            }
            #expect(writing?.code == .deadlineExceeded)
            let waiting = await #expect(throws: RPCError.self) {
                try await stub.emptyCall(.init(), options: CallOptions(timeout: .milliseconds(100)))
            }
            #expect(waiting?.code == .deadlineExceeded)
        }
    }

    @Test("the end of the peer's sending alone cancels everything on its connection", arguments: [true, false])
    func halfClose(base: Bool) async throws {
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(empty: { _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(cancelled)
        })
        try await TrapTests.run(service, base: base) { peer, playground in
            await peer.request("EmptyCall", stream: 1)
            _ = await started.next()
            try await peer.endSending()
            #expect(await cancelled.next() != nil)
            try await until { await playground.server.connections().isEmpty }
        }
    }
}
