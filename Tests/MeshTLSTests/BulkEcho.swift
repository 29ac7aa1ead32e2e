import MeshCrypto
import MeshTLS
import MeshTestKit
import NIOCore

/// Writes a long run of seeded bytes as fast as the socket takes them, in pieces of every size, and digests what it
/// wrote and what came back.
final class BulkEcho: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let count: Int
    private let random: SeededRandom
    private let material: [UInt8]
    private let done: EventLoopPromise<(sent: [UInt8], received: [UInt8])>
    private var written = 0
    private var read = 0
    private var sent = StreamingDigest(.sha256)
    private var received = StreamingDigest(.sha256)

    init(count: Int, seed: UInt64, done: EventLoopPromise<(sent: [UInt8], received: [UInt8])>) {
        self.count = count
        self.done = done
        random = SeededRandom(seed: seed)
        material = random.bytes(1 << 20)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is TLSEvent { fill(context) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        fill(context)
    }

    private func fill(_ context: ChannelHandlerContext) {
        while context.channel.isWritable, written < count {
            let size = min(count - written, random.integer(in: 1...150_000))
            let start = random.integer(in: 0...(material.count - size))
            let piece = material[start..<start + size]
            sent.update(piece)
            written += size
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { received.update($0) }
        read += buffer.readableBytes
        if read == count { done.succeed((sent.finish(), received.finish())) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
    }
}
