import MeshKernel
import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

@Suite("Deadlines and cancellation", .timeLimit(.minutes(2)))
struct DeadlineTests {
    /// A task that sleeps until it is cancelled, and tells so.
    static func sleepUntilCancelled(_ cancelled: Signal<Void>) async throws {
        do {
            try await Task.sleep(for: .seconds(60))
        } catch {
            cancelled.tell()
            throw error
        }
    }

    @Test("the handler sees the deadline, is cancelled by it, and the caller is told", arguments: Transport.allCases)
    func deadline(_ transport: Transport) async throws {
        let cancelled = Signal(Void.self)
        let service = TestService(unary: { _, context in
            #expect((context.remaining() ?? .seconds(99)) <= .seconds(1))
            try await Self.sleepUntilCancelled(cancelled)
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            _ = try await playground.stub.emptyCall(.init())
            let time = SystemTime()
            let start = time.monotonic()
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.unaryCall(.init(), options: CallOptions(timeout: .seconds(1)))
            }
            let taken = time.monotonic().since(start)
            #expect(error?.code == .deadlineExceeded)
            // The handler would sleep for a minute.
            #expect(taken >= .seconds(1) && taken < .seconds(30))
            #expect(await cancelled.next() != nil)
            #expect(await playground.server.calls().inFlight.isEmpty)
        }
    }

    @Test("the server answers DEADLINE_EXCEEDED itself when the caller does not watch", arguments: Transport.allCases)
    func serverSide(_ transport: Transport) async throws {
        let cancelled = Signal(Void.self)
        let outcomes = Signal(Int32.self)
        let service = TestService(output: { _, responses, _ in
            try await responses.write(.init())
            try await Self.sleepUntilCancelled(cancelled)
        })
        try await Playground.run(transport, service, interceptors: [Outcomes(told: outcomes)]) { playground in
            _ = try await playground.stub.emptyCall(.init())
            #expect(await outcomes.next() == 0)
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.streamingOutputCall(
                    .init(), options: CallOptions(timeout: .seconds(2))
                ) { stream in
                    var count = 0
                    for try await _ in stream { count += 1 }
                    Issue.record("the stream ended well after \(count)")
                }
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(await cancelled.next() != nil)
            let code = await outcomes.next()
            #expect(code == RPCError.Code.deadlineExceeded.rawValue || code == RPCError.Code.cancelled.rawValue)
        }
    }

    @Test("a deadline that has passed costs no call", arguments: Transport.allCases)
    func passed(_ transport: Transport) async throws {
        let ran = Signal(Void.self)
        try await Playground.run(transport, TestService(empty: { _ in ran.tell() })) { playground in
            for timeout in [Duration.zero, .seconds(-5)] {
                let error = await #expect(throws: RPCError.self) {
                    try await playground.stub.emptyCall(.init(), options: CallOptions(timeout: timeout))
                }
                #expect(error?.code == .deadlineExceeded)
            }
            #expect(await playground.server.calls().recent.isEmpty)
        }
    }

    @Test("the deadline covers connecting")
    func connecting() async throws {
        // A listener that accepts and says nothing: TLS never finishes.
        let silent = try await SilentListener()
        let loops = RPCLoops(threads: 1)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: silent.port)],
            credentials: try Authority.shared.credentials("operator"), loop: loops.all[0], logger: .silent)
        let error = await #expect(throws: RPCError.self) {
            try await GRPCTesting.TestServiceClient(client).emptyCall(
                .init(), options: CallOptions(timeout: .milliseconds(80)))
        }
        #expect(error?.code == .deadlineExceeded)
        await client.close()
        try await silent.close()
        try await loops.shutdown()
    }

    @Test("a handler's own calls inherit the smaller deadline, the trace, and the token only when asked")
    func inheritance() async throws {
        let seen = Signal(CallOptions.self)
        let service = TestService(empty: { context in
            seen.tell(CallOptions(inheriting: context))
            seen.tell(CallOptions(inheriting: context, forwardingAuthorization: true))
        })
        try await Playground.run(.inProcess, service) { playground in
            let trace = TraceContext.root(random: SeededRandom(seed: 1), sampled: true)
            _ = try await playground.stub.emptyCall(
                .init(), options: CallOptions(timeout: .seconds(9), authorization: "t", trace: trace))
            let plain = try #require(await seen.next())
            #expect(plain.authorization == nil)
            #expect(plain.deadline != nil)
            #expect(plain.trace?.traceID == trace.traceID)
            #expect(plain.trace?.spanID != trace.spanID)
            #expect(await seen.next()?.authorization == "t")
        }
    }

    @Test("cancelling the caller's task cancels the handler's", arguments: Transport.allCases)
    func cancelUnary(_ transport: Transport) async throws {
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            try await Self.sleepUntilCancelled(cancelled)
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            let task = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            task.cancel()
            let error = await #expect(throws: RPCError.self) { try await task.outcome() }
            #expect(error?.code == .cancelled)
            #expect(await cancelled.next() != nil)
        }
    }

    @Test("a task that is cancelled already makes no call", arguments: Transport.allCases)
    func cancelledBefore(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            _ = try await playground.stub.emptyCall(.init())
            let stub = playground.stub
            let gate = Signal(Void.self)
            let task = Task {
                _ = await gate.next()
                return try await stub.emptyCall(.init())
            }
            task.cancel()
            let error = await #expect(throws: RPCError.self) { try await task.outcome() }
            #expect(error?.code == .cancelled)
        }
    }

    @Test("leaving a stream of responses early cancels the handler", arguments: Transport.allCases)
    func leaveStream(_ transport: Transport) async throws {
        let cancelled = Signal(Void.self)
        let service = TestService(output: { _, responses, _ in
            do {
                while true { try await responses.write(.init(payload: TestService.payload(1_000))) }
            } catch {
                cancelled.tell()
                throw error
            }
        })
        try await Playground.run(transport, service) { playground in
            let first = try await playground.stub.streamingOutputCall(.init()) { stream in
                var iterator = stream.makeAsyncIterator()
                return try await iterator.next()?.payload?.body.count
            }
            #expect(first == 1_000)
            #expect(await cancelled.next() != nil)
        }
    }

    @Test("cancelling a streaming caller is seen by the server in the middle", arguments: Transport.allCases)
    func cancelStream(_ transport: Transport) async throws {
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(duplex: { requests, _, _ in
            do {
                for try await _ in requests { started.tell() }
            } catch {
                #expect((error as? RPCError)?.code == .cancelled)
                cancelled.tell()
                throw error
            }
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            let task = Task {
                try await stub.fullDuplexCall { writer, responses in
                    try await writer.write(.init())
                    for try await _ in responses {}
                }
            }
            _ = await started.next()
            task.cancel()
            let error = await #expect(throws: RPCError.self) { try await task.outcome() }
            #expect(error?.code == .cancelled)
            #expect(await cancelled.next() != nil)
        }
    }

    @Test("a server's error ends the caller's writing", arguments: Transport.allCases)
    func serverError(_ transport: Transport) async throws {
        let service = TestService(input: { requests, _ in
            for try await _ in requests { throw RPCError.failedPrecondition("enough") }
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.streamingInputCall { writer in
                    while true { try await writer.write(.init(payload: TestService.payload(500))) }
                }
            }
            #expect(error == .failedPrecondition("enough"))
        }
    }

    @Test("a server may answer before the last request", arguments: Transport.allCases)
    func earlyAnswer(_ transport: Transport) async throws {
        let service = TestService(input: { requests, _ in
            for try await _ in requests { return .init(aggregatedPayloadSize: 1) }
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let answer = try await playground.stub.streamingInputCall { writer in
                while true { try await writer.write(.init(payload: TestService.payload(500))) }
            }
            #expect(answer.aggregatedPayloadSize == 1)
            _ = try await playground.stub.emptyCall(.init())
        }
    }

    @Test(
        "an answer or an error ends a call whose sender waits for something else, and the sender's task",
        arguments: Transport.allCases, [true, false])
    func waitingSender(_ transport: Transport, isError: Bool) async throws {
        let service = TestService(input: { requests, _ in
            for try await _ in requests {
                if isError { throw RPCError.failedPrecondition("enough") }
                return .init(aggregatedPayloadSize: 1)
            }
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let (stub, cancelled) = (playground.stub, Signal(Void.self))
            let call = Task {
                try await stub.streamingInputCall { writer in
                    try await writer.write(.init(payload: TestService.payload(500)))
                    try await Self.sleepUntilCancelled(cancelled)
                }
            }
            let outcome = await call.result
            #expect(await cancelled.next() != nil)
            if isError {
                #expect(throws: RPCError.failedPrecondition("enough")) { try outcome.get() }
            } else {
                #expect(try outcome.get().aggregatedPayloadSize == 1)
            }
            _ = try await stub.emptyCall(.init())
        }
    }

    @Test("a sender that fails ends its call, and its error is the caller's", arguments: Transport.allCases)
    func failingSender(_ transport: Transport) async throws {
        struct Torn: Error {}
        let cancelled = Signal(Void.self)
        let service = TestService(input: { _, _ in
            try await Self.sleepUntilCancelled(cancelled)
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            await #expect(throws: Torn.self) {
                try await playground.stub.streamingInputCall { writer in
                    try await writer.write(.init(payload: TestService.payload(500)))
                    throw Torn()
                }
            }
            #expect(await cancelled.next() != nil, "the server knows")
        }
    }

    @Test("a client that closes fails its calls and cancels the handlers", arguments: Transport.allCases)
    func close(_ transport: Transport) async throws {
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            try await Self.sleepUntilCancelled(cancelled)
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            let task = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            await playground.client.close()
            let error = await #expect(throws: RPCError.self) { try await task.outcome() }
            #expect(error?.code == .unavailable)
            #expect(await cancelled.next() != nil)
            let after = await #expect(throws: RPCError.self) { try await stub.emptyCall(.init()) }
            #expect(after == .unavailable("the client was closed"))
        }
    }
}
