import NIOCore
import NIOPosix

/// A client that does not speak TLS.
enum RawClient {
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        let done: EventLoopPromise<[UInt8]>
        private var bytes: [UInt8] = []
        private var guardian: Scheduled<Void>?

        init(_ done: EventLoopPromise<[UInt8]>) {
            self.done = done
        }

        func channelActive(context: ChannelHandlerContext) {
            guardian = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(90)) {
                context.channel.close(promise: nil)
            }
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {}

        func channelInactive(context: ChannelHandlerContext) {
            guardian?.cancel()
            done.succeed(bytes)
        }
    }

    /// Sends `bytes`; what the server said until it closed. With `isEnding` this end closes first.
    static func exchange(_ bytes: [UInt8], port: Int, isEnding: Bool = false) async throws -> [UInt8] {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let done = loop.makePromise(of: [UInt8].self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(done))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        if !bytes.isEmpty { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }
        if isEnding { try await channel.close() }
        return try await done.futureResult.get()
    }
}
