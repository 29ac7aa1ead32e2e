import NIOCore

/// One end of a path through a faulty link, as the last handler of its channel.
final class LinkEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let path: LinkPath
    private let side: LinkPath.Side

    init(_ path: LinkPath, _ side: LinkPath.Side) {
        self.path = path
        self.side = side
    }

    func channelActive(context: ChannelHandlerContext) { path.opened(side, context) }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { path.opened(side, context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { path.arrived(unwrapInboundIn(data), from: side) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { path.ended(side) }
    }

    func channelInactive(context: ChannelHandlerContext) { path.closed(side) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
