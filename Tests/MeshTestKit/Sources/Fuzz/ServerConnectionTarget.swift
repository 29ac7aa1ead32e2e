import MeshRPC
import MeshTLS
import NIOCore
import NIOPosix

/// A whole server behind TLS, fed with frames: each connection ends, nothing of it is left, nobody else notices, and no
/// frame comes back that was not asked for.
final class ServerConnectionTarget: FuzzTarget {
    private static let endSecondsMax: Int64 = 20

    private let authority: TestAuthority
    private let credentials: TLSCredentials
    private let loops = RPCLoops(threads: 1)
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let server: RPCServer
    private let port: Int
    private let bystander: GRPCTesting.TestServiceClient
    private let client: RPCClient
    private let noise = CallNoise()

    init() async throws {
        authority = try TestAuthority(services: ["evidence", "operator", "gateway"])
        credentials = try authority.credentials("operator")
        server = RPCServer(
            configuration: ServerConfiguration(
                credentials: try authority.credentials("evidence"),
                limits: ServerLimits(streamsPerConnectionMax: 64, pingMillisecondsMin: 0), baseCallers: ["operator"]),
            services: [FuzzService()], loops: loops, logger: .unheard)
        port = try await server.start(host: "127.0.0.1", port: 0).port ?? 0
        client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: try authority.credentials("gateway"), loop: loops.all[0], logger: .unheard)
        bystander = GRPCTesting.TestServiceClient(client)
    }

    func input(_ random: SeededRandom) -> [UInt8] {
        let head = random.bytes(FuzzHead.byteCount)
        let bytes = noise.frames(random, count: random.integer(in: 50...1_500), head: head)
        guard random.once(in: 4) else { return bytes }
        return head + random.mutated(Array(bytes[FuzzHead.byteCount...]))
    }

    func feed(_ input: [UInt8]) async throws -> Int {
        guard let head = FuzzHead(input) else { return 0 }
        let isBase = head.choice & 3 == 0
        let link = try await RawLink(
            port: port, group: group, credentials: credentials, protocols: isBase ? ["ttrpc"] : ["colophon/1"])
        await link.send(head.random.pieces(of: head.content, most: head.choice & 4 == 0 ? 40_000 : 3_000))
        if head.choice & 8 == 0 { try await link.finish() } else { await link.close() }

        let sent = FrameOracle(Array(head.content), frameBytesMax: Limits.frameBytesMax).steps
        try check(try await link.received(), sent, isBase)
        _ = try await bystander.unaryCall(.init(responseSize: 10), options: CallOptions(timeout: .seconds(20)))
        let patience = ContinuousClock.now.advanced(by: .seconds(Self.endSecondsMax))
        while await server.connections().contains(where: { $0.peer?.service == "operator" }) {
            guard ContinuousClock.now < patience else { throw FuzzFinding("a connection that has ended is kept") }
            await Task.yield()
        }
        guard await server.calls().inFlight.isEmpty else { throw FuzzFinding("calls of a connection that has ended") }
        return sent.count
    }

    private func check(
        _ received: (headers: [FrameHeader], isWellFormed: Bool), _ sent: [FrameDecoder.Step], _ isBase: Bool
    ) throws {
        guard received.isWellFormed else { throw FuzzFinding("what comes back is not frames") }
        var asked: [UInt32: Int] = [:]
        for step in sent {
            switch step {
            case .frame(let frame): asked[frame.header.stream, default: 0] += 1
            case .oversize(let header): asked[header.stream, default: 0] += 1
            case .alien, .needMore: break
            }
        }
        var answers: [UInt32: Int] = [:]
        for header in received.headers {
            guard let type = header.knownType else { throw FuzzFinding("a frame of type \(header.type) comes back") }
            if isBase, !type.isFlowControlled { throw FuzzFinding("a base peer is sent \(type)") }
            guard header.stream == 0 || asked[header.stream] != nil else {
                throw FuzzFinding("\(type) on stream \(header.stream), of which nobody spoke")
            }
            if type == .response || header.flags.contains(.remoteClosed) { answers[header.stream, default: 0] += 1 }
        }
        for (stream, count) in answers where count > asked[stream, default: 0] {
            throw FuzzFinding("stream \(stream) is answered \(count) times")
        }
    }

    func close() async throws {
        await client.close()
        await server.drain(grace: .milliseconds(100))
        try await loops.shutdown()
        try await group.shutdownGracefully()
    }
}
