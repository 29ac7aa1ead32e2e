package import Logging
package import MeshRPC
package import MeshTLS
import NIOCore
package import NIOPosix

/// A connection to a server that sends any bytes, over mutual TLS or bare, and remembers the headers that came back.
package final class RawLink: Sendable {
    private static let closeSecondsMax: Int64 = 20

    private let channel: any Channel
    private let collector: NIOLoopBound<Collector>

    /// Whether neither side has closed.
    package var isOpen: Bool { channel.isActive }

    /// Connects; over TLS it waits until that is established.
    package init(
        port: Int, group: MultiThreadedEventLoopGroup, credentials: TLSCredentials? = nil, protocols: [String] = [],
        dialling service: String = "evidence"
    ) async throws {
        let loop = group.next()
        let established = loop.makePromise(of: Void.self)
        let collector = try await loop.submit { NIOLoopBound(Collector(established), eventLoop: loop) }.get()
        let bootstrap = ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let credentials {
                        try pipeline.addHandler(
                            TLSHandler.client(
                                credentials, dialling: service, protocols: protocols, logger: .unheard))
                    } else {
                        established.succeed()
                    }
                    try pipeline.addHandler(collector.value)
                }
            }
        do {
            channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        } catch {
            established.fail(error)
            throw error
        }
        self.collector = collector
        try await established.futureResult.get()
    }

    /// Sends pieces one after the other, each in a write of its own. A server that has closed meanwhile is no failure.
    package func send(_ pieces: [ArraySlice<UInt8>]) async {
        for piece in pieces { try? await channel.writeAndFlush(ByteBuffer(bytes: piece)) }
    }

    /// Says that no more comes, and waits until the server has closed.
    package func finish() async throws {
        channel.close(mode: .output, promise: nil)
        let loop = channel.eventLoop
        let closed = loop.makePromise(of: Void.self)
        let patience = loop.scheduleTask(in: .seconds(Self.closeSecondsMax)) {
            closed.fail(FuzzFinding("the server keeps a connection that said its last word"))
        }
        channel.closeFuture.whenComplete { _ in
            patience.cancel()
            closed.succeed()
        }
        do {
            try await closed.futureResult.get()
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Closes from one moment to the next.
    package func close() async { try? await channel.close() }

    /// The headers of the frames that came, and whether they were frames to the end.
    package func received() async throws -> (headers: [FrameHeader], isWellFormed: Bool) {
        let collector = collector
        return try await channel.eventLoop.submit { (collector.value.headers, collector.value.isWellFormed) }.get()
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private(set) var headers: [FrameHeader] = []
        private(set) var isWellFormed = true
        private var decoder = FrameDecoder()
        private let established: EventLoopPromise<Void>

        init(_ established: EventLoopPromise<Void>) { self.established = established }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case TLSEvent.established(_, _)? = event as? TLSEvent { established.succeed() }
            context.fireUserInboundEventTriggered(event)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            decoder.append(unwrapInboundIn(data))
            while true {
                switch decoder.next() {
                case .frame(let frame): headers.append(frame.header)
                case .oversize, .alien: isWellFormed = false
                case .needMore: return
                }
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            established.fail(error)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            established.fail(ChannelError.eof)
            context.fireChannelInactive()
        }
    }
}

extension Logger {
    /// Says only what must never happen.
    package static var unheard: Logger {
        var logger = Logger(label: "fuzz")
        logger.logLevel = .critical
        return logger
    }
}
