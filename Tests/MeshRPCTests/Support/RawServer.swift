import Logging
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOCore
import NIOPosix
import ProtobufC
import Synchronization

/// A server that answers single frames over mutual TLS, rightly or wrongly.
final class RawServer: Sendable {
    /// What is sent for a frame: the number of the connection it came on, from 1, and the frame.
    typealias Answer = @Sendable (_ connection: Int, _ frame: Frame) -> [ByteBuffer]

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    /// Listens; sends Settings to whoever comes, then what `answer` says to each frame. A server that speaks base ttrpc
    /// sends no Settings.
    convenience init(base: Bool = false, _ answer: @escaping @Sendable (Frame) -> ByteBuffer?) async throws {
        try await self.init(base: base, byConnection: { _, frame in answer(frame).map { [$0] } ?? [] })
    }

    /// The same with answers that differ by connection.
    init(base: Bool = false, byConnection answer: @escaping Answer) async throws {
        let credentials = try Authority.shared.credentials("evidence")
        let numbers = Numbers()
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler.server(credentials, protocols: [base ? "ttrpc" : "colophon/1"], logger: .silent),
                        Answerer(numbers.next(), answer, base: base))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    func close() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }

    /// A Response with an empty message.
    static func empty(stream: UInt32) -> ByteBuffer {
        FrameDecoderTests.frame(TTRPC.Response().serialized(), stream: stream, type: .response)
    }

    /// A GoAway that has seen everything up to `last`, for no reason unless one is given.
    static func goAway(last: UInt32, code: RPCError.Code? = nil) -> ByteBuffer {
        var payload = ByteBuffer()
        GoAway(lastStream: last, code: UInt32(code?.rawValue ?? 0), text: "test").write(to: &payload)
        return FrameDecoderTests.frame(Array(payload.readableBytesView), stream: 0, type: .goAway)
    }

    private final class Numbers: Sendable {
        private let count = Atomic<Int>(0)
        func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let number: Int
        private let answer: Answer
        private let base: Bool
        private var decoder = FrameDecoder()

        init(_ number: Int, _ answer: @escaping Answer, base: Bool) {
            self.number = number
            self.answer = answer
            self.base = base
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard !base, case TLSEvent.established(_, _)? = event as? TLSEvent else { return }
            var settings = ByteBuffer()
            settings.writeSettings(.initial)
            context.writeAndFlush(wrapOutboundOut(settings), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            decoder.append(unwrapInboundIn(data))
            while case .frame(let frame) = decoder.next() {
                for bytes in answer(number, frame) { context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
            }
        }
    }
}
