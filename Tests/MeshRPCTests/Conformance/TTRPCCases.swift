import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit
import ProtobufC
import Testing

/// ttrpc's own tests, each under its own name.
@Suite("ttrpc conformance", .timeLimit(.minutes(2)))
struct TTRPCCases {
    typealias Payload = TTRPCStreaming.EchoPayload

    /// A handler that tells when it starts and waits until it is let go.
    private static func gated(_ started: Signal<Void>, _ go: Signal<Void>) -> TestService {
        TestService(unary: { request, context in
            started.tell()
            _ = await go.next()
            return try await TestService.answer(request, context)
        })
    }

    @Test("TestServerUnimplemented", arguments: Transport.allCases)
    func serverUnimplemented(_ transport: Transport) async throws {
        for base in [false, true] {
            try await Playground.run(transport, client: ClientConfiguration(base: base), baseCallers: ["*"]) {
                playground in
                let error = await #expect(throws: RPCError.self) {
                    try await TTRPCStreaming.StreamingClient(playground.client).echo(.init())
                }
                #expect(error?.code == .unimplemented)
            }
        }
    }

    @Test("TestServerShutdown", arguments: Transport.allCases)
    func serverShutdown(_ transport: Transport) async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        try await Playground.run(transport, Self.gated(started, go)) { playground in
            let (server, stub) = (playground.server, playground.stub)
            // A second connection, on which nothing happens.
            let idle = try playground.another()
            _ = try await GRPCTesting.TestServiceClient(idle).emptyCall(.init())
            let calls = (1...5).map { size in Task { try await stub.unaryCall(.init(responseSize: size)) } }
            for _ in calls { _ = await started.next() }
            let drain = Task { await server.drain(grace: .seconds(60)) }
            try await until { await server.connections().allSatisfy(\.isDraining) }
            for _ in calls { go.tell() }
            for (size, call) in zip(1..., calls) {
                let answer = try await call.outcome()
                #expect(answer.payload?.body.count == size)
            }
            await drain.value
            #expect(await server.connections().isEmpty)
            await idle.close()
        }
    }

    @Test("TestImmediateServerShutdown", arguments: Transport.allCases)
    func immediateServerShutdown(_ transport: Transport) async throws {
        let loops = RPCLoops(threads: 1)
        let server = RPCServer(
            configuration: ServerConfiguration(credentials: try Authority.shared.credentials("evidence")),
            services: [TestService()], loops: loops, logger: .silent)
        await server.drain(grace: .seconds(60))
        switch transport {
        case .tls:
            let error = await #expect(throws: RPCError.self) { try await server.start(host: "127.0.0.1", port: 0) }
            #expect(error?.code == .unavailable, "a server that was told to leave does not listen")
        case .inProcess:
            let client = RPCClient(
                inProcess: server, as: PeerIdentity(trustDomain: "colophon", service: "operator", replica: "1"),
                loop: loops.all[0], logger: .silent)
            let error = await #expect(throws: RPCError.self) {
                try await GRPCTesting.TestServiceClient(client).emptyCall(
                    .init(), options: CallOptions(timeout: .seconds(30)))
            }
            #expect(error?.code == .unavailable)
            await client.close()
        }
        try await loops.shutdown()
    }

    @Test("TestOversizeCall", arguments: Transport.allCases)
    func oversizeCall(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            _ = try await playground.stub.emptyCall(.init())
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.unaryCall(.init(payload: TestService.payload(4 << 20 + 1)))
            }
            #expect(error?.code == .resourceExhausted)
            _ = try await playground.stub.emptyCall(.init())
            #expect(await playground.server.connections().map(\.calls) == [2], "the request never left")
        }
    }

    @Test("TestMessageOversize", arguments: Transport.allCases)
    func messageOversize(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let written = await #expect(throws: RPCError.self) {
                try await playground.stub.streamingInputCall { writer in
                    try await writer.write(.init(payload: TestService.payload(13 << 20)))
                }
            }
            #expect(written?.code == .resourceExhausted)
            let answered = await #expect(throws: RPCError.self) {
                try await playground.stub.unaryCall(.init(responseSize: 13 << 20))
            }
            #expect(answered?.code == .resourceExhausted)
            let streamed = await #expect(throws: RPCError.self) {
                try await playground.stub.streamingOutputCall(ShapeTests.ask(13 << 20)) { responses in
                    for try await _ in responses {}
                }
            }
            #expect(streamed?.code == .resourceExhausted)
            _ = try await playground.stub.emptyCall(.init())
            #expect(await playground.server.connections().count == 1, "the connection lives")
        }
    }

    @Test("TestClientEOF", arguments: Transport.allCases)
    func clientEOF(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            _ = try await playground.stub.emptyCall(.init())
            await playground.server.drain(grace: .zero)
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.emptyCall(.init(), options: CallOptions(timeout: .seconds(30)))
            }
            #expect(error?.code == .unavailable)
        }
    }

    @Test("TestServerEOF", arguments: Transport.allCases)
    func serverEOF(_ transport: Transport) async throws {
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(cancelled)
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            await playground.client.close()
            #expect(await cancelled.next() != nil)
            try await until { await playground.server.connections().isEmpty }
            await #expect(throws: RPCError.self) { try await call.outcome() }
        }
    }

    @Test("TestServerRequestTimeout", arguments: Transport.allCases)
    func serverRequestTimeout(_ transport: Transport) async throws {
        let remaining = Signal(Duration?.self)
        let service = TestService(unary: { request, context in
            remaining.tell(context.remaining())
            return try await TestService.answer(request, context)
        })
        try await Playground.run(transport, service) { playground in
            _ = try await playground.stub.unaryCall(.init(), options: CallOptions(timeout: .seconds(600)))
            let left = try #require(await remaining.next() ?? nil)
            #expect(left <= .seconds(600) && left > .seconds(540))
        }
    }

    @Test("TestServerConnectionsLeak", arguments: Transport.allCases)
    func serverConnectionsLeak(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let clients = try (0..<20).map { _ in try playground.another() }
            for client in clients { _ = try await GRPCTesting.TestServiceClient(client).emptyCall(.init()) }
            #expect(await playground.server.connections().count == 20)
            for client in clients { await client.close() }
            try await until { await playground.server.connections().isEmpty }
        }
    }

    @Test("TestStreamHandlerContextCancelOnReturn", arguments: Transport.allCases)
    func streamHandlerContextCancelOnReturn(_ transport: Transport) async throws {
        let woken = Signal(Bool.self)
        let service = TestService(duplex: { requests, _, _ in
            // What a handler leaves behind waits for requests that cannot come any more.
            Task {
                do { for try await _ in requests {} } catch { return woken.tell(false) }
                woken.tell(true)
            }
        })
        try await Playground.run(transport, service) { playground in
            try await playground.stub.fullDuplexCall { _, responses in
                for try await _ in responses { Issue.record("nothing was sent") }
                // Our sending side is still open, and so is the connection.
                #expect(await woken.next() != nil)
            }
            _ = try await playground.stub.emptyCall(.init())
        }
    }

    @Test("TestStreamNotConsumedDoesNotBlockConnection", arguments: Transport.allCases)
    func streamNotConsumedDoesNotBlockConnection(_ transport: Transport) async throws {
        for base in [false, true] {
            try await Playground.run(
                transport, StreamingService(), client: ClientConfiguration(base: base), baseCallers: ["operator"]
            ) { playground in
                let stub = TTRPCStreaming.StreamingClient(playground.client)
                let full = Signal(Void.self)
                let abandoned = Task {
                    try await stub.echoStream { writer, _ in
                        let text = String(repeating: "x", count: 1_000)
                        for seq in 0..<UInt32(200) { try await writer.write(Payload(seq: seq, msg: text)) }
                        full.tell()
                        // Whatever the windows hold; a base stream fails here, by itself.
                        while true { try await writer.write(Payload(msg: text)) }
                    }
                }
                _ = await full.next()
                for seq in 0..<UInt32(100) {
                    let answer = try await stub.echo(Payload(seq: seq))
                    #expect(answer.seq == seq + 1)
                }
                try await Self.echoOnce(stub)
                #expect(await playground.server.connections().count == 1)
                if !base { abandoned.cancel() }
                let error = await #expect(throws: RPCError.self) { try await abandoned.outcome() }
                #expect(error?.code == (base ? .resourceExhausted : .cancelled))
            }
        }
    }

    @Test("TestStreamFullOnServer", arguments: Transport.allCases)
    func streamFullOnServer(_ transport: Transport) async throws {
        for base in [false, true] {
            let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
            let service = TestService(input: { _, _ in
                started.tell()
                try await DeadlineTests.sleepUntilCancelled(cancelled)
                return .init()
            })
            try await Playground.run(
                transport, service, client: ClientConfiguration(base: base), baseCallers: ["operator"]
            ) { playground in
                let stub = playground.stub
                let slow = Task {
                    try await stub.streamingInputCall { writer in
                        while true { try await writer.write(.init(payload: TestService.payload(1_000))) }
                    }
                }
                _ = await started.next()
                for size in 0..<Int32(100) {
                    let answer = try await stub.unaryCall(.init(responseSize: size))
                    #expect(answer.payload?.body.count == Int(size))
                }
                let count = try await stub.streamingOutputCall(ShapeTests.ask(1, 2, 3)) { responses in
                    try await responses.reduce(0) { count, _ in count + 1 }
                }
                #expect(count == 3)
                // A base peer is told nothing by a caller who leaves; its stream fails when it is full, by itself.
                if !base { slow.cancel() }
                let error = await #expect(throws: RPCError.self) { try await slow.outcome() }
                #expect(error?.code == (base ? .resourceExhausted : .cancelled))
                #expect(await cancelled.next() != nil)
            }
        }
    }

    private static func echoOnce(_ stub: TTRPCStreaming.StreamingClient) async throws {
        try await stub.echoStream { writer, responses in
            try await writer.write(Payload(seq: 1, msg: "hello"))
            var answers = responses.makeAsyncIterator()
            let answer = try await answers.next()
            #expect(answer == Payload(seq: 2, msg: "hello"))
        }
    }
}
