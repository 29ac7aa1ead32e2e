import MeshKernel
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@testable import MeshRPC

/// gRPC's cases for the transport below the calls, in our frames.
@Suite("gRPC transport interoperability", .timeLimit(.minutes(2)))
struct HTTP2StyleCases {
    /// How far a stream has come when one side gives it up.
    private enum Progress: Int {
        case header, someData, allData
    }

    @Test("goaway", arguments: Transport.allCases)
    func goAway(_ transport: Transport) async throws {
        let time = SeededTime()
        let limits = ServerLimits(ageMilliseconds: 100_000)
        try await Playground.run(transport, server: limits, time: time) { playground in
            let (stub, server) = (playground.stub, playground.server)
            try await stub.fullDuplexCall { writer, responses in
                var answers = responses.makeAsyncIterator()
                try await writer.write(ShapeTests.ask(1))
                let before = try await answers.next()?.payload?.body.count
                #expect(before == 1)
                time.advance(by: .seconds(111))
                await server.tend()
                // The client has read the GoAway by the time that it calls over another connection.
                try await until {
                    _ = try await stub.emptyCall(.init())
                    return await server.connections().count == 2
                }
                try await writer.write(ShapeTests.ask(2))
                let after = try await answers.next()?.payload?.body.count
                #expect(after == 2, "the old connection finishes what it has begun")
                await writer.finish()
                let end = try await answers.next()
                #expect(end == nil)
            }
            try await until { await server.connections().map(\.isDraining) == [false] }
        }
    }

    @Test("cancel_after_header", arguments: Transport.allCases)
    func cancelAfterHeader(_ transport: Transport) async throws {
        try await Self.cancel(after: .header, transport)
    }

    @Test("cancel_during_data", arguments: Transport.allCases)
    func cancelDuringData(_ transport: Transport) async throws {
        try await Self.cancel(after: .someData, transport)
    }

    @Test("cancel_after_data", arguments: Transport.allCases)
    func cancelAfterData(_ transport: Transport) async throws {
        try await Self.cancel(after: .allData, transport)
    }

    @Test("ping", arguments: Transport.allCases)
    func ping(_ transport: Transport) async throws {
        // A server that drains waits for the Pong that proves that its GoAway was read; here for ever.
        let limits = ServerLimits(drainProbeMilliseconds: 600_000)
        try await Playground.run(transport, server: limits) { playground in
            _ = try await playground.stub.emptyCall(.init())
            await playground.server.drain(grace: .seconds(60))
        }
        if transport == .tls { try await Self.pingByRawServer() }
        try await Self.pingDuringCall(transport)
    }

    @Test("max_streams", arguments: Transport.allCases)
    func maxStreams(_ transport: Transport) async throws {
        let gauge = FlowTests.Gauge()
        let service = TestService(empty: { _ in
            gauge.enter()
            await Task.yield()
            gauge.leave()
        })
        try await Playground.run(
            transport, service, server: ServerLimits(streamsPerConnectionMax: 1),
            client: ClientConfiguration(connectionsPerReplicaMax: 1)
        ) { playground in
            let stub = playground.stub
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { _ = try await stub.emptyCall(.init()) } }
                try await group.waitForAll()
            }
            #expect(gauge.most == 1)
        }
    }

    // MARK: - Giving up

    /// The client gives a call up and the server sees it; then the other way round.
    private static func cancel(after progress: Progress, _ transport: Transport) async throws {
        let (reached, outcomes) = (Signal(Progress.self), Signal(Int32.self))
        let service = TestService(duplex: { requests, _, _ in
            reached.tell(.header)
            for try await _ in requests { reached.tell(.someData) }
            reached.tell(.allData)
            try await Task.sleep(for: .seconds(60))
        })
        try await Playground.run(transport, service, interceptors: [Outcomes(told: outcomes)]) { playground in
            let stub = playground.stub
            let call = Task {
                try await stub.fullDuplexCall { writer, responses in
                    if progress != .header { try await writer.write(ShapeTests.ask(1)) }
                    if progress == .allData { await writer.finish() }
                    for try await _ in responses {}
                }
            }
            while let step = await reached.next(), step != progress {}
            call.cancel()
            let error = await #expect(throws: RPCError.self) { try await call.outcome() }
            #expect(error?.code == .cancelled)
            #expect(await outcomes.next() == RPCError.Code.cancelled.rawValue, "the server sees it")
            _ = try await stub.emptyCall(.init())
            #expect(await playground.server.connections().count == 1, "nothing else is disturbed")
        }
        if transport == .tls { try await rawServerGivesUp(after: progress) }
        try await serverGivesUp(after: progress, transport)
    }

    /// Our own server never sends a Cancel: the handler has its connection send one, over any transport.
    private static func serverGivesUp(after progress: Progress, _ transport: Transport) async throws {
        let told = Signal(Void.self)
        let service = TestService(output: { _, responses, context in
            for _ in 0..<progress.rawValue { try await responses.write(.init(payload: TestService.payload(9))) }
            await context.connection.loop.ask {
                context.connection.writeControl {
                    $0.writeCancel(stream: context.stream, code: RPCError.Code.aborted.rawValue)
                }
                context.connection.flush()
            }
            // What the handler itself says comes too late to matter.
            _ = await told.next()
            throw RPCError(.dataLoss, "nobody hears this")
        })
        try await Playground.run(transport, service) { playground in
            let read = FlowTests.Counter()
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.streamingOutputCall(ShapeTests.ask(9, 9)) { responses in
                    for try await _ in responses { read.add() }
                }
            }
            #expect(error?.code == .aborted)
            #expect(read.count == progress.rawValue, "what came before is not lost")
            told.tell()
            _ = try await playground.stub.emptyCall(.init())
            #expect(await playground.server.connections().count == 1, "nothing else is disturbed")
        }
    }

    /// A server that was asked for two messages sends as many as `progress` says, and gives up.
    private static func rawServerGivesUp(after progress: Progress) async throws {
        let server = try await RawServer { frame in
            guard frame.header.knownType == .request else { return nil }
            var frames = ByteBuffer()
            let message = GRPCTesting.StreamingOutputCallResponse(payload: TestService.payload(9)).serialized()
            for _ in 0..<progress.rawValue {
                frames.writeImmutableBuffer(
                    FrameDecoderTests.frame(message, stream: frame.header.stream, type: .data, flags: []))
            }
            frames.writeCancel(stream: frame.header.stream, code: RPCError.Code.aborted.rawValue)
            return frames
        }
        try await withClient(of: server) { stub in
            let read = FlowTests.Counter()
            let error = await #expect(throws: RPCError.self) {
                try await stub.streamingOutputCall(ShapeTests.ask(9, 9)) { responses in
                    for try await _ in responses { read.add() }
                }
            }
            #expect(error?.code == .aborted)
            #expect(read.count == progress.rawValue, "what came before is not lost")
        }
    }

    /// A handler that answers only after a Ping of its connection was answered.
    private static func pingDuringCall(_ transport: Transport) async throws {
        let service = TestService(empty: { context in
            let connection = context.connection
            let before = await connection.loop.ask {
                connection.writeControl { $0.writePing(7, isAnswer: false) }
                connection.flush()
                return connection.counters
            }
            // The client sends nothing else meanwhile.
            while true {
                let now = await connection.loop.ask { connection.counters }
                guard now.framesIn == before.framesIn else {
                    #expect(now.bytesIn - before.bytesIn == Limits.pingFrameBytes)
                    return
                }
                await Task.yield()
            }
        })
        try await Playground.run(transport, service) { playground in
            for _ in 0..<3 { _ = try await playground.stub.emptyCall(.init()) }
        }
    }

    /// A server that answers a call only after its Ping was.
    private static func pingByRawServer() async throws {
        let server = try await RawServer { frame in
            var answer = ByteBuffer()
            switch frame.header.knownType {
            case .request: answer.writePing(UInt64(frame.header.stream), isAnswer: false)
            case .pong:
                guard let number = frame.payload.getInteger(at: frame.payload.readerIndex, as: UInt64.self) else {
                    return nil
                }
                let response = FrameDecoderTests.frame(
                    TTRPC.Response().serialized(), stream: UInt32(number), type: .response, flags: [])
                answer.writeImmutableBuffer(response)
            default: return nil
            }
            return answer
        }
        try await withClient(of: server) { stub in
            for _ in 0..<3 { _ = try await stub.emptyCall(.init()) }
        }
    }

    private static func withClient(
        of server: RawServer, _ body: (GRPCTesting.TestServiceClient) async throws -> Void
    ) async throws {
        let loops = RPCLoops(threads: 1)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: server.port)],
            credentials: try Authority.shared.credentials("operator"), loop: loops.all[0], logger: .silent)
        try await client.withClient { try await body(GRPCTesting.TestServiceClient($0)) }
        try await server.close()
        try await loops.shutdown()
    }
}
