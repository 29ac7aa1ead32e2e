import HummingbirdCore
import Logging
import NIOCore

/// Connections of strangers: HTTP behind a clock that nobody can hold back.
struct PublicChannel: ServerChildChannel {
    let pages: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                ExchangeClock(limit: .seconds(Limits.publicExchangeSeconds)))
        }
        .flatMap { pages.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await pages.handle(value: value, logger: logger)
    }
}

/// Closes a connection whose request does not come whole, or whose answer is not taken, in time: however slowly bytes
/// trickle, the time for all of them is the same. It runs from the first byte that comes until nothing waits to be taken.
final class ExchangeClock: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let limit: TimeAmount
    private var waitingWrites = 0
    private var running: Scheduled<Void>?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        start(context)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        start(context)
        waitingWrites += 1
        let taken = promise ?? context.eventLoop.makePromise(of: Void.self)
        taken.futureResult.assumeIsolated().whenComplete { _ in
            self.waitingWrites -= 1
            if self.waitingWrites == 0 { self.stop() }
        }
        context.write(data, promise: taken)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func start(_ context: ChannelHandlerContext) {
        guard running == nil else { return }
        running = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
    }

    private func stop() {
        running?.cancel()
        running = nil
    }
}
