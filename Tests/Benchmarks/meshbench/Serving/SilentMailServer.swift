import NIOCore
import NIOPosix
import Synchronization

/// A mail server that greets whoever comes and takes no letter: to `MAIL` it says nothing. One that does not even greet is
/// given up within the time for connecting.
final class SilentMailServer: Sendable {
    private let channel: any Channel
    private let taken: Taken

    /// The connections that are open.
    private final class Taken: Sendable {
        private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

        var all: [any Channel] { channels.withLock { Array($0.values) } }

        func add(_ channel: any Channel) {
            let name = ObjectIdentifier(channel)
            channels.withLock { $0[name] = channel }
            channel.closeFuture.whenComplete { [self] _ in channels.withLock { $0[name] = nil } }
        }
    }

    /// Greets, and answers `EHLO`.
    private final class Greeter: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let taken: Taken
        private var hasAnswered = false

        init(_ taken: Taken) {
            self.taken = taken
        }

        func channelActive(context: ChannelHandlerContext) {
            say("220 silent.example\r\n", context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !hasAnswered else { return taken.add(context.channel) }
            hasAnswered = true
            say("250 silent.example\r\n", context)
        }

        private func say(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }

    /// Listens until `stop`.
    init() async throws {
        let taken = Taken()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture { try child.pipeline.syncOperations.addHandler(Greeter(taken)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.taken = taken
    }

    /// Connections that wait for an answer.
    var open: Int { taken.all.count }

    /// Lines of notify's section that name it.
    var settings: [String] {
        [
            "email: [smtp]",
            "smtp: { host: 127.0.0.1, port: \(channel.localAddress?.port ?? 0), security: none, "
                + "from: notify@colophon.example }",
        ]
    }

    /// Listens no more, and lets every connection go.
    func stop() async {
        try? await channel.close()
        for child in taken.all { try? await child.close() }
    }
}
