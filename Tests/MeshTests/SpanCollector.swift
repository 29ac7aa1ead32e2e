import NIOCore
import NIOPosix

/// As much of an OpenTelemetry collector as takes posts: answers each with 200, and keeps what was posted.
final class SpanCollector: Sendable {
    /// One request.
    struct Post: Sendable {
        /// Request line and headers.
        let head: String
        let body: [UInt8]
    }

    /// Everything posted, in order.
    let posts: AsyncStream<Post>
    /// Where to post.
    let url: String
    private let channel: any Channel

    init() async throws {
        let (posts, continuation) = AsyncStream.makeStream(of: Post.self)
        self.posts = posts
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Clerk(continuation))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/v1/traces"
    }

    func close() async throws { try await channel.close() }

    /// Reads requests off one connection and answers them.
    private final class Clerk: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let posts: AsyncStream<Post>.Continuation
        private var received: [UInt8] = []

        init(_ posts: AsyncStream<Post>.Continuation) {
            self.posts = posts
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += Array(unwrapInboundIn(data).readableBytesView)
            while let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
                let length = head.firstMatch(of: #/(?i)content-length: *([0-9]+)/#).flatMap { Int($0.1) } ?? 0
                guard received.count >= end.upperBound + length else { return }
                posts.yield(Post(head: head, body: Array(received[end.upperBound..<end.upperBound + length])))
                received.removeFirst(end.upperBound + length)
                let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            }
        }
    }
}
