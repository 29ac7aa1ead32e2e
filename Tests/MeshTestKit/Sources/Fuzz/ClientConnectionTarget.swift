import MeshRPC
import MeshTLS
import NIOCore
import NIOPosix
import ProtobufC
import Synchronization

/// A whole client behind TLS, whose server sends frames that it made up: every call ends, in time and with a status.
final class ClientConnectionTarget: FuzzTarget {
    private static let timeout = Duration.milliseconds(300)
    private static let patience = Duration.seconds(20)

    private let authority: TestAuthority
    private let credentials: TLSCredentials
    private let loops = RPCLoops(threads: 1)
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let listener: any Channel
    private let script = Script()
    private let answers: [[UInt8]]

    init() async throws {
        authority = try TestAuthority(services: ["evidence", "operator"])
        credentials = try authority.credentials("operator")
        let (script, server) = (self.script, try self.authority.credentials("evidence"))
        listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler.server(server, protocols: ["colophon/1"], logger: .unheard), Player(script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let message = GRPCTesting.SimpleResponse(payload: FuzzService.payload(500)).serialized()
        var answers: [[UInt8]] = [message, [], [0x12, 0xFF]]
        let statuses: [GoogleRPC.Status?] = [nil, .init(code: 5, message: "no"), .init(code: 99)]
        for status in statuses {
            answers.append(TTRPC.Response(status: status).serialized())
            answers.append(TTRPC.Response(status: status, payload: message).serialized())
        }
        self.answers = answers
    }

    func input(_ random: SeededRandom) -> [UInt8] {
        var noise = FrameNoise(head: random.bytes(FuzzHead.byteCount))
        for _ in 0..<random.integer(in: 20...400) {
            let word = random.next()
            let stream = word & 0xFF == 0 ? UInt32(truncatingIfNeeded: random.edge()) : UInt32(word >> 8 & 7) | 1
            let flags = UInt8(word >> 16 & 7)
            let number = word >> 32 & 31 == 0 ? random.edge() : word >> 40 & 0xFFFF
            let four = (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt64(24 - $0 * 8)) }
            switch word >> 20 & 31 {
            case 0: noise.frame(2, stream: stream, flags: flags, random.element(of: answers))
            case 1...14: noise.frame(3, stream: stream, flags: flags & ~1, random.element(of: answers))
            case 15: noise.frame(3, stream: stream, flags: flags, random.element(of: answers))
            case 16, 17: noise.frame(4, stream: 0, four + four)
            case 18: noise.frame(5, stream: 0, four + four)
            case 19: if word >> 60 < 2 { noise.frame(6, stream: stream, four) }
            case 20...25: noise.frame(7, stream: word >> 60 < 6 ? 0 : stream, four)
            case 26: if word >> 58 == 0 { noise.frame(8, stream: 0, four + four) }
            case 27: noise.frame(9, stream: 0, [0, UInt8(word >> 60) & 7] + four)
            case 28: noise.frame(UInt8(truncatingIfNeeded: word >> 48), stream: stream, flags: flags, four)
            default: noise.frame(3, stream: stream)
            }
        }
        return random.once(in: 4) ? random.mutated(noise.bytes) : noise.bytes
    }

    func feed(_ input: [UInt8]) async throws -> Int {
        guard let head = FuzzHead(input) else { return 0 }
        script.set(head.random.pieces(of: head.content, most: max(head.content.count / 4, 1)))
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: listener.localAddress?.port ?? 0)],
            credentials: credentials, loop: loops.all[0], logger: .unheard)
        let began = ContinuousClock.now
        let failures: [(any Error)?] = await withTaskGroup(of: (any Error)?.self) { group in
            for shape in 0..<4 { group.addTask { await Self.call(shape, GRPCTesting.TestServiceClient(client)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        await client.close()
        guard ContinuousClock.now - began < Self.patience else { throw FuzzFinding("a call outlives its deadline") }
        for case let failure? in failures where !(failure is RPCError) {
            throw FuzzFinding("a call ends with something else than a status: \(failure)")
        }
        return FrameOracle(Array(head.content), frameBytesMax: Limits.frameBytesMax).steps.count
    }

    private static func call(_ shape: Int, _ stub: GRPCTesting.TestServiceClient) async -> (any Error)? {
        let options = CallOptions(timeout: timeout)
        do {
            switch shape {
            case 0: _ = try await stub.unaryCall(.init(payload: FuzzService.payload(1_000)), options: options)
            case 1:
                try await stub.streamingOutputCall(.init(), options: options) { for try await _ in $0 {} }
            case 2:
                _ = try await stub.streamingInputCall(options: options) { writer in
                    for _ in 0..<100 { try await writer.write(.init(payload: FuzzService.payload(5_000))) }
                }
            default:
                try await stub.fullDuplexCall(options: options) { writer, responses in
                    for _ in 0..<20 { try await writer.write(.init(payload: FuzzService.payload(1_000))) }
                    for try await _ in responses {}
                }
            }
            return nil
        } catch {
            return error
        }
    }

    func close() async throws {
        try await listener.close()
        try await loops.shutdown()
        try await group.shutdownGracefully()
    }

    /// What the next connection is sent.
    private final class Script: Sendable {
        private let pieces = Mutex<[ArraySlice<UInt8>]>([])

        func set(_ new: [ArraySlice<UInt8>]) { pieces.withLock { $0 = new.reversed() } }
        func next() -> ArraySlice<UInt8>? { pieces.withLock { $0.popLast() } }
    }

    /// Sends a piece of the script for each read, then hangs up.
    private final class Player: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let script: Script

        init(_ script: Script) { self.script = script }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case TLSEvent.established(_, _)? = event as? TLSEvent { play(context) }
            context.fireUserInboundEventTriggered(event)
        }

        func channelReadComplete(context: ChannelHandlerContext) {
            play(context)
            context.fireChannelReadComplete()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func play(_ context: ChannelHandlerContext) {
            guard let piece = script.next() else { return context.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil)
        }
    }
}
