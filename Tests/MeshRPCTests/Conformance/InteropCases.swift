import MeshKernel
import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

/// gRPC's interoperability cases, each under its own name.
@Suite("gRPC interoperability", .timeLimit(.minutes(2)))
struct InteropCases {
    typealias Input = GRPCTesting.StreamingInputCallRequest

    /// The sizes that gRPC's cases stream.
    private static let requestSizes = [27_182, 8, 1_828, 45_904]
    private static let responseSizes = [31_415, 9, 2_653, 58_979]
    /// Modest by default; a soak of hours sets `COLOPHON_SOAK` to a larger number.
    private static let soakCalls = Environment.count("COLOPHON_SOAK", otherwise: 1_000)

    @Test("empty_unary", arguments: Transport.allCases)
    func emptyUnary(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let answer = try await playground.client.unary(
                GRPCTesting.TestServiceMethods.emptyCall.descriptor, payload: [])
            #expect(answer.payload == [], "an empty message takes no byte")
        }
    }

    @Test("large_unary", arguments: Transport.allCases)
    func largeUnary(_ transport: Transport) async throws {
        let service = TestService(unary: { request, context in
            #expect(request.payload == TestService.payload(271_828))
            return try await TestService.answer(request, context)
        })
        try await Playground.run(transport, service) { playground in
            let response = try await playground.stub.unaryCall(
                .init(responseSize: 314_159, payload: TestService.payload(271_828)))
            #expect(response.payload == TestService.payload(314_159))
        }
    }

    @Test("client_streaming", arguments: Transport.allCases)
    func clientStreaming(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let sum = try await playground.stub.streamingInputCall { writer in
                for size in Self.requestSizes { try await writer.write(Input(payload: TestService.payload(size))) }
            }
            #expect(sum.aggregatedPayloadSize == 74_922)
        }
    }

    @Test("server_streaming", arguments: Transport.allCases)
    func serverStreaming(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let request = GRPCTesting.StreamingOutputCallRequest(
                responseParameters: Self.responseSizes.map { .init(size: Int32($0)) })
            let sizes = try await playground.stub.streamingOutputCall(request) { responses in
                var sizes: [Int] = []
                for try await response in responses { sizes.append(response.payload?.body.count ?? -1) }
                return sizes
            }
            #expect(sizes == Self.responseSizes)
        }
    }

    @Test("ping_pong", arguments: Transport.allCases)
    func pingPong(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            try await playground.stub.fullDuplexCall { writer, responses in
                var answers = responses.makeAsyncIterator()
                for (request, response) in zip(Self.requestSizes, Self.responseSizes) {
                    var ask = ShapeTests.ask(response)
                    ask.payload = TestService.payload(request)
                    try await writer.write(ask)
                    let answer = try await answers.next()?.payload
                    #expect(answer == TestService.payload(response))
                }
                await writer.finish()
                let end = try await answers.next()
                #expect(end == nil)
            }
        }
    }

    @Test("empty_stream", arguments: Transport.allCases)
    func emptyStream(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            try await playground.stub.fullDuplexCall { writer, responses in
                await writer.finish()
                for try await _ in responses { Issue.record("nothing was asked for") }
            }
            let sum = try await playground.stub.streamingInputCall { _ in }
            #expect(sum.aggregatedPayloadSize == 0)
        }
    }

    @Test("custom_metadata", arguments: Transport.allCases)
    func customMetadata(_ transport: Transport) async throws {
        let (text, binary) = ("test_initial_metadata_value", "q6ur")
        let sent: Metadata = ["x-grpc-test-echo-initial": text, "x-grpc-test-echo-trailing-bin": binary]
        let seen = Signal(Metadata.self)
        let service = TestService(duplex: { requests, responses, context in
            seen.tell(context.metadata)
            try await TestService.answerEach(requests, responses, context)
            throw RPCError.aborted("so that the caller sees trailers")
        })
        try await Playground.run(transport, service) { playground in
            let answer = try await playground.client.unary(
                GRPCTesting.TestServiceMethods.unaryCall.descriptor,
                payload: GRPCTesting.SimpleRequest(responseSize: 314_159).serialized(),
                options: CallOptions(metadata: sent))
            #expect(answer.trailers["x-grpc-test-echo-initial"] == text)
            #expect(answer.trailers["x-grpc-test-echo-trailing-bin"] == binary)
            let streamed = await #expect(throws: RPCError.self) {
                try await playground.stub.fullDuplexCall(options: CallOptions(metadata: sent)) { writer, responses in
                    try await writer.write(ShapeTests.ask(314_159))
                    await writer.finish()
                    for try await _ in responses {}
                }
            }
            #expect(streamed?.code == .aborted)
            #expect(streamed?.trailers["x-grpc-test-echo-trailing-bin"] == binary)
            let arrived = try #require(await seen.next())
            #expect(arrived["x-grpc-test-echo-initial"] == text)
        }
    }

    @Test("status_code_and_message", arguments: Transport.allCases)
    func statusCodeAndMessage(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            for code in RPCError.Code.allCases {
                try await Self.expect(RPCError(code, "test status message"), playground.stub)
            }
        }
    }

    @Test("special_status_message", arguments: Transport.allCases)
    func specialStatusMessage(_ transport: Transport) async throws {
        let text = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
        try await Playground.run(transport) { playground in
            try await Self.expect(.unknown(text), playground.stub)
        }
    }

    /// Asks for `status`, by a unary call and by a stream.
    private static func expect(_ status: RPCError, _ stub: GRPCTesting.TestServiceClient) async throws {
        let echo = GRPCTesting.EchoStatus(code: status.code.rawValue, message: status.message)
        let unary = await #expect(throws: RPCError.self) { try await stub.unaryCall(.init(responseStatus: echo)) }
        #expect(unary == status)
        let streamed = await #expect(throws: RPCError.self) {
            try await stub.fullDuplexCall { writer, responses in
                try await writer.write(.init(responseStatus: echo))
                for try await _ in responses {}
            }
        }
        #expect(streamed == status)
    }

    @Test("unimplemented_method", arguments: Transport.allCases)
    func unimplementedMethod(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.unimplementedCall(.init())
            }
            #expect(error?.code == .unimplemented)
            let known = GRPCTesting.TestServiceMethods.emptyCall.descriptor
            let method = MethodDescriptor(
                service: known.service, name: "Nothing", requestType: known.requestType,
                responseType: known.responseType, access: known.access)
            let missing = await #expect(throws: RPCError.self) {
                try await playground.client.unary(method, payload: [])
            }
            #expect(missing == .unimplemented("grpc.testing.TestService has no method Nothing"))
        }
    }

    @Test("unimplemented_service", arguments: Transport.allCases)
    func unimplementedService(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let error = await #expect(throws: RPCError.self) {
                try await GRPCTesting.UnimplementedServiceClient(playground.client).unimplementedCall(.init())
            }
            #expect(error == .unimplemented("no service grpc.testing.UnimplementedService here"))
        }
    }

    @Test("cancel_after_begin", arguments: Transport.allCases)
    func cancelAfterBegin(_ transport: Transport) async throws {
        let (begun, outcomes) = (Signal(Void.self), Signal(Int32.self))
        let service = TestService(input: { requests, context in
            begun.tell()
            return try await TestService.answerSum(requests, context)
        })
        try await Playground.run(transport, service, interceptors: [Outcomes(told: outcomes)]) { playground in
            let stub = playground.stub
            let call = Task {
                try await stub.streamingInputCall { _ in while true { try await Task.sleep(for: .seconds(60)) } }
            }
            _ = await begun.next()
            call.cancel()
            let error = await #expect(throws: RPCError.self) { try await call.outcome() }
            #expect(error?.code == .cancelled)
            #expect(await outcomes.next() == RPCError.Code.cancelled.rawValue, "the server sees it")
        }
    }

    @Test("cancel_after_first_response", arguments: Transport.allCases)
    func cancelAfterFirstResponse(_ transport: Transport) async throws {
        let (answered, outcomes) = (Signal(Int.self), Signal(Int32.self))
        try await Playground.run(transport, interceptors: [Outcomes(told: outcomes)]) { playground in
            let stub = playground.stub
            let call = Task {
                try await stub.fullDuplexCall { writer, responses in
                    var ask = ShapeTests.ask(31_415)
                    ask.payload = TestService.payload(27_182)
                    try await writer.write(ask)
                    var answers = responses.makeAsyncIterator()
                    answered.tell(try await answers.next()?.payload?.body.count ?? -1)
                    _ = try await answers.next()
                    Issue.record("nothing more was asked for")
                }
            }
            #expect(await answered.next() == 31_415)
            call.cancel()
            let error = await #expect(throws: RPCError.self) { try await call.outcome() }
            #expect(error?.code == .cancelled)
            #expect(await outcomes.next() == RPCError.Code.cancelled.rawValue, "the server sees it")
        }
    }

    @Test("timeout_on_sleeping_server", arguments: Transport.allCases)
    func timeoutOnSleepingServer(_ transport: Transport) async throws {
        let outcomes = Signal(Int32.self)
        try await Playground.run(transport, interceptors: [Outcomes(told: outcomes)]) { playground in
            _ = try await playground.stub.emptyCall(.init())
            #expect(await outcomes.next() == 0)
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.fullDuplexCall(options: CallOptions(timeout: .milliseconds(200))) {
                    writer, responses in
                    // The server waits for a second request that never comes.
                    try await writer.write(.init(payload: TestService.payload(27_182)))
                    for try await _ in responses {}
                }
            }
            #expect(error?.code == .deadlineExceeded)
            // Whoever was first to see the time pass.
            let code = try #require(await outcomes.next())
            #expect(code == RPCError.Code.deadlineExceeded.rawValue || code == RPCError.Code.cancelled.rawValue)
        }
    }

    @Test("rpc_soak", arguments: Transport.allCases)
    func rpcSoak(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let stub = playground.stub
            let tasks = 8
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<tasks {
                    group.addTask { for _ in 0..<(Self.soakCalls / tasks) { try await Self.soak(stub) } }
                }
                try await group.waitForAll()
            }
            let calls = await playground.server.connections().map(\.calls)
            #expect(calls == [Self.soakCalls / tasks * tasks], "one channel")
        }
    }

    @Test("channel_soak", arguments: Transport.allCases)
    func channelSoak(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            for _ in 0..<(Self.soakCalls / 20) {
                let client = try playground.another()
                try await Self.soak(GRPCTesting.TestServiceClient(client))
                await client.close()
            }
            try await until { await playground.server.connections().isEmpty }
        }
    }

    private static func soak(_ stub: GRPCTesting.TestServiceClient) async throws {
        let response = try await stub.unaryCall(.init(responseSize: 31_415, payload: TestService.payload(27_182)))
        #expect(response.payload?.body.count == 31_415)
    }
}
