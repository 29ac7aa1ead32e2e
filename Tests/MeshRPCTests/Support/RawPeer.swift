import Logging
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOCore
import NIOPosix
import ProtobufC
import Synchronization
import Testing

/// A client that speaks single frames over mutual TLS, rightly or wrongly.
final class RawPeer: Sendable {
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let frames: AsyncStream<Frame>
    private let isClosed = Atomic<Bool>(false)

    /// Connects to `port`; a peer without `applicationProtocols` speaks base ttrpc.
    init(port: Int, applicationProtocols: [String] = ["colophon/1"], caller: String = "operator") async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (frames, continuation) = AsyncStream.makeStream(of: Frame.self)
        let credentials = try Authority.shared.credentials(caller)
        let established = group.any().makePromise(of: Void.self)
        do {
            channel = try await ClientBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            TLSHandler.client(
                                credentials, dialling: "evidence", protocols: applicationProtocols, logger: .silent),
                            Collector(continuation, established))
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
        } catch {
            established.fail(error)
            try await group.shutdownGracefully()
            throw error
        }
        self.group = group
        self.frames = frames
        try await established.futureResult.get()
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<Frame>.Continuation
        private let established: EventLoopPromise<Void>
        private var decoder = FrameDecoder()

        init(_ continuation: AsyncStream<Frame>.Continuation, _ established: EventLoopPromise<Void>) {
            self.continuation = continuation
            self.established = established
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case TLSEvent.established(_, _)? = event as? TLSEvent { established.succeed() }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            decoder.append(unwrapInboundIn(data))
            while case .frame(let frame) = decoder.next() { continuation.yield(frame) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            established.fail(error)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            established.fail(ChannelError.eof)
            continuation.finish()
        }
    }

    /// Reads nothing from here on.
    func stopReading() async {
        try? await channel.setOption(.autoRead, value: false).get()
    }

    /// Sends bytes as they are.
    func send(_ bytes: ByteBuffer) async {
        // A server that has closed meanwhile is what some tests wait for.
        try? await channel.writeAndFlush(bytes)
    }

    /// Sends bytes as they are to the socket, past TLS.
    func sendBeneathTLS(_ bytes: [UInt8]) async throws {
        let channel = channel
        try await channel.eventLoop.submit {
            let context = try channel.pipeline.syncOperations.context(handlerType: TLSHandler.self)
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
        }.get()
    }

    /// Sends a frame.
    func send(_ payload: [UInt8] = [], stream: UInt32, type: FrameType, flags: FrameFlags = []) async {
        await send(FrameDecoderTests.frame(payload, stream: stream, type: type, flags: flags))
    }

    /// Sends a Request for a method of the test service.
    func request(
        _ method: String, _ payload: [UInt8] = [], stream: UInt32, flags: FrameFlags = [],
        timeoutNanoseconds: Int64 = 0, metadata: [TTRPC.KeyValue] = []
    ) async {
        let envelope = TTRPC.Request(
            service: "grpc.testing.TestService", method: method, payload: payload, timeoutNano: timeoutNanoseconds,
            metadata: metadata)
        await send(envelope.serialized(), stream: stream, type: .request, flags: flags)
    }

    /// The next frame of a stream (or of the connection, 0), others skipped; nil when the server has closed.
    func next(stream: UInt32, _ type: FrameType? = nil) async -> Frame? {
        for await frame in frames where frame.header.stream == stream {
            if type == nil || frame.header.knownType == type { return frame }
        }
        return nil
    }

    /// The next frame of any kind; nil when the server has closed.
    func next() async -> Frame? {
        for await frame in frames { return frame }
        return nil
    }

    /// The Response on a stream.
    func response(stream: UInt32) async throws -> TTRPC.Response? {
        guard let frame = await next(stream: stream, .response) else { return nil }
        return try TTRPC.Response(serialized: Array(frame.payload.readableBytesView))
    }

    /// The status code on a stream: 0 is success.
    func status(stream: UInt32) async throws -> Int32? {
        try await response(stream: stream).map { $0.status?.code ?? 0 }
    }

    /// Expects the status `code` on a stream.
    func expect(_ code: Int32, stream: UInt32, _ location: SourceLocation = #_sourceLocation) async throws {
        let status = try await status(stream: stream)
        #expect(status == code, "stream \(stream)", sourceLocation: location)
    }

    /// Leaves; once is enough, twice does no harm.
    func close() async throws {
        guard !isClosed.exchange(true, ordering: .relaxed) else { return }
        try? await channel.close()
        try await group.shutdownGracefully()
    }
}
