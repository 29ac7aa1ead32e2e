import HummingbirdCore
import Logging
import MeshTLS
import NIOCore

/// Connections under mutual TLS, of which only the operator's get as far as HTTP.
struct OperatorChannel: ServerChildChannel {
    let credentials: TLSCredentials
    let pages: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers(
                TLSHandler.server(credentials, protocols: ["http/1.1"], logger: logger), OperatorGate(logger: logger))
        }
        .flatMap { pages.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await pages.handle(value: value, logger: logger)
    }
}

/// Closes the connection of any peer but the operator. What it sent meanwhile reaches nobody.
private final class OperatorGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The service segment of the certificate that the command line tool and its people have.
    private static let operatorName = "operator"

    private let logger: Logger
    private var isOpen = false

    init(logger: Logger) {
        self.logger = logger
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .established(let peer, _)? = event as? TLSEvent {
            isOpen = peer.service == Self.operatorName
            if !isOpen {
                logger.warning("refused: inspection is open to the operator only", metadata: ["peer": "\(peer)"])
                context.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isOpen { context.fireChannelRead(data) }
    }
}
