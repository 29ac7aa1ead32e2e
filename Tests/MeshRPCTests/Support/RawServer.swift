import Logging
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOCore
import NIOPosix

/// A server that answers single frames over mutual TLS, rightly or wrongly.
final class RawServer: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    /// Listens; sends Settings to whoever comes, then what `answer` says to each frame. A server that speaks base ttrpc
    /// sends no Settings.
    init(base: Bool = false, _ answer: @escaping @Sendable (Frame) -> ByteBuffer?) async throws {
        let credentials = try Authority.shared.credentials("evidence")
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler.server(credentials, protocols: [base ? "ttrpc" : "colophon/1"], logger: .silent),
                        Answerer(answer, base: base))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    func close() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let answer: @Sendable (Frame) -> ByteBuffer?
        private let base: Bool
        private var decoder = FrameDecoder()

        init(_ answer: @escaping @Sendable (Frame) -> ByteBuffer?, base: Bool) {
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
                if let bytes = answer(frame) { context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
            }
        }
    }
}
