import MeshTLS
import NIOCore

/// Stands after the TLS handler and writes down what reaches it.
final class Witness: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Manner {
        /// Keeps what it reads.
        case keep
        /// Sends it back, and reads no more while the socket is full.
        case echo
    }

    let manner: Manner
    private(set) var report = Report()
    /// Completes when the handshake is finished, or fails with what ended it.
    let established: EventLoopPromise<Report>
    /// Completes when the channel is inactive.
    let ended: EventLoopPromise<Report>
    private let tls: TLSHandler
    private var isSettled = false
    private var guardian: Scheduled<Void>?
    private var awaited: (count: Int, promise: EventLoopPromise<[UInt8]>)?

    init(_ manner: Manner, after tls: TLSHandler, on loop: any EventLoop) {
        self.manner = manner
        self.tls = tls
        established = loop.makePromise()
        ended = loop.makePromise()
    }

    /// Completes `promise` with what was kept, as soon as that is `count` bytes.
    func await(_ count: Int, _ promise: EventLoopPromise<[UInt8]>) {
        if report.received.count >= count { promise.succeed(report.received) } else { awaited = (count, promise) }
    }

    func channelActive(context: ChannelHandlerContext) {
        // Whatever a broken handler does, the test ends, and fails by what it then finds.
        let patience: TimeAmount = manner == .echo ? .seconds(240) : .seconds(90)
        guardian = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
            context.channel.close(promise: nil)
        }
        report.localAddress = context.localAddress.map { "\($0)" } ?? ""
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .established(let peer, let applicationProtocol) = event as? TLSEvent {
            report.peer = peer
            report.applicationProtocol = applicationProtocol
            report.summary = tls.summary
            isSettled = true
            established.succeed(report)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        report.reads += 1
        switch manner {
        case .keep:
            report.received += buffer.readBytes(length: buffer.readableBytes) ?? []
            if let awaited, report.received.count >= awaited.count {
                self.awaited = nil
                awaited.promise.succeed(report.received)
            }
        case .echo: context.write(wrapOutboundOut(buffer), promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if manner == .echo { context.flush() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if manner == .echo {
            let isWritable = context.channel.isWritable
            try? context.channel.syncOptions?.setOption(.autoRead, value: isWritable)
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? TLSError { report.errors.append(error) } else { report.otherErrors.append("\(error)") }
        if !isSettled {
            isSettled = true
            established.fail(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        guardian?.cancel()
        if !isSettled {
            isSettled = true
            established.fail(ChannelError.eof)
        }
        awaited?.promise.fail(ChannelError.eof)
        ended.succeed(report)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        // A channel that never became active.
        if !isSettled { established.fail(ChannelError.eof) }
        ended.fail(ChannelError.eof)
    }
}
