import MeshTLS
import NIOCore

/// A connection as the last handler of its channel.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: Connection
    private var socket: NIOBSDSocket.Handle?

    init(_ connection: Connection) {
        self.connection = connection
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connection.attach(.channel(context))
        socket = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            $0
        }
        if let socket { connection.loop.watch(socket) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        unwatch()
        connection.disconnected()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSEvent.established(let peer, let applicationProtocol)? = event as? TLSEvent {
            connection.established(peer: peer, applicationProtocol: applicationProtocol)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.bytesArrived(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        connection.bytesEnded()
        connection.loop.pollSoon()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        connection.writabilityChanged(context.channel.isWritable)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? TLSError {
            connection.failed(.tls(error))
        } else {
            connection.failed(.transport("\(error)"))
        }
        // TLS closes its channel itself, after it has told the peer why.
        if !(error is TLSError) { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        unwatch()
        connection.disconnected()
        context.fireChannelInactive()
    }

    private func unwatch() {
        guard let socket else { return }
        connection.loop.unwatch(socket)
        self.socket = nil
    }
}
