import MeshRPC
import MeshTLS
import NIOCore
import NIOPosix

/// A server's socket before TLS is established: whatever comes, the connection ends, no call begins, nobody else notices.
final class HandshakeTarget: FuzzTarget {
    private let authority: TestAuthority
    private let loops = RPCLoops(threads: 1)
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let server: RPCServer
    private let port: Int
    private let client: RPCClient
    /// A right first flight of a client.
    private let hello: [UInt8]

    init() async throws {
        authority = try TestAuthority(services: ["evidence", "operator"])
        server = RPCServer(
            configuration: ServerConfiguration(credentials: try authority.credentials("evidence")),
            services: [FuzzService()], loops: loops, logger: .unheard)
        port = try await server.start(host: "127.0.0.1", port: 0).port ?? 0
        client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: try authority.credentials("operator"), loop: loops.all[0], logger: .unheard)
        hello = try await Self.hello(try authority.credentials("operator"), group)
    }

    func input(_ random: SeededRandom) -> [UInt8] {
        let head = random.bytes(FuzzHead.byteCount)
        let content: [UInt8]
        switch random.next() % 8 {
        case 0: content = random.bytes(random.integer(in: 1...3_000))
        case 1: content = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + random.bytes(20)
        case 2:
            let record = random.bytes(random.integer(in: 1...500))
            content =
                [UInt8(random.integer(in: 20...24)), 3, UInt8(random.integer(in: 0...4)), UInt8(record.count >> 8)]
                + [UInt8(record.count & 0xFF)] + record
        // Whole and right, and then something else.
        case 3: content = hello + random.bytes(random.integer(in: 0...300))
        case 4: content = hello + [20, 3, 3, 0, 1, 1] + random.mutated(hello)
        default: content = random.mutated(hello)
        }
        return head + content
    }

    func feed(_ input: [UInt8]) async throws -> Int {
        guard let head = FuzzHead(input) else { return 0 }
        let link = try await RawLink(port: port, group: group)
        let pieces = head.random.pieces(of: head.content, most: head.choice & 4 == 0 ? 2_000 : 100)
        await link.send(pieces)
        try await link.finish()
        if head.choice & 31 == 0 {
            _ = try await GRPCTesting.TestServiceClient(client).unaryCall(
                .init(), options: .init(timeout: .seconds(20)))
            guard await server.calls().inFlight.isEmpty else { throw FuzzFinding("a call of nobody") }
        }
        return pieces.count
    }

    func close() async throws {
        await client.close()
        await server.drain(grace: .milliseconds(100))
        try await loops.shutdown()
        try await group.shutdownGracefully()
    }

    /// Records what a client of ours says first.
    private static func hello(_ credentials: TLSCredentials, _ group: MultiThreadedEventLoopGroup) async throws
        -> [UInt8]
    {
        let heard = group.any().makePromise(of: [UInt8].self)
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Ear(heard)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let dialled = Task {
            try? await RawLink(
                port: listener.localAddress?.port ?? 0, group: group, credentials: credentials,
                protocols: ["colophon/1"])
        }
        let bytes = try await heard.futureResult.get()
        _ = await dialled.value
        try await listener.close()
        return bytes
    }

    private final class Ear: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let heard: EventLoopPromise<[UInt8]>
        init(_ heard: EventLoopPromise<[UInt8]>) { self.heard = heard }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            heard.succeed(Array(unwrapInboundIn(data).readableBytesView))
            context.close(promise: nil)
        }
    }
}
