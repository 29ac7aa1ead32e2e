import MeshRPC
import MeshTLS
import MeshTestKit
import ProtobufC
import Testing

@Suite("What a failed call says", .timeLimit(.minutes(2)))
struct StatusTests {
    @Test("code, message, details and trailers come through", arguments: Transport.allCases)
    func details(_ transport: Transport) async throws {
        let service = TestService(unary: { _, context in
            context.setTrailer("x-from", "context")
            var error = RPCError.invalidArgument("no title", field: "title").withReason("NO_TITLE", domain: "test")
            error.trailers.append("x-from", "error")
            throw error
        })
        try await Playground.run(transport, service) { playground in
            let error = await #expect(throws: RPCError.self) { try await playground.stub.unaryCall(.init()) }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message == "no title")
            #expect(error?.fieldViolations.first?.field == "title")
            #expect(error?.reason?.reason == "NO_TITLE")
            #expect(error?.trailers.values(for: "x-from") == ["context", "error"])
        }
    }

    @Test("white space and signs outside the basic plane survive", arguments: Transport.allCases)
    func specialMessage(_ transport: Transport) async throws {
        let text = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
        try await Playground.run(transport) { playground in
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.unaryCall(.init(responseStatus: .init(code: 2, message: text)))
            }
            #expect(error == RPCError(.unknown, text))
            let streamed = await #expect(throws: RPCError.self) {
                try await playground.stub.fullDuplexCall { writer, responses in
                    try await writer.write(.init(responseStatus: .init(code: 2, message: text)))
                    for try await _ in responses {}
                }
            }
            #expect(streamed == RPCError(.unknown, text))
        }
    }

    @Test("an unknown method and an unknown service are told apart", arguments: Transport.allCases)
    func unimplemented(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let unknown = GRPCTesting.TestServiceMethods.emptyCall.descriptor
            let method = MethodDescriptor(
                service: unknown.service, name: "Nothing", requestType: unknown.requestType,
                responseType: unknown.responseType, access: unknown.access)
            let missing = await #expect(throws: RPCError.self) {
                try await playground.client.unary(method, payload: [])
            }
            #expect(missing == .unimplemented("grpc.testing.TestService has no method Nothing"))
            let service = await #expect(throws: RPCError.self) {
                try await GRPCTesting.UnimplementedServiceClient(playground.client).unimplementedCall(.init())
            }
            #expect(service == .unimplemented("no service grpc.testing.UnimplementedService here"))
        }
    }

    @Test("an error without a status says nothing of its inside", arguments: Transport.allCases)
    func opaque(_ transport: Transport) async throws {
        struct Secret: Error { let password = "hunter2" }
        try await Playground.run(transport, TestService(unary: { _, _ in throw Secret() })) { playground in
            let error = await #expect(throws: RPCError.self) { try await playground.stub.unaryCall(.init()) }
            #expect(error == .internal("the service failed"))
        }
    }

    @Test("metadata goes up, trailers come down", arguments: Transport.allCases)
    func metadata(_ transport: Transport) async throws {
        let service = TestService(unary: { _, context in
            context.setTrailer("x-echo", context.metadata["x-test"] ?? "")
            #expect(context.metadata["authorization"] == "token")
            #expect(context.metadata["idempotency-key"] == "once")
            #expect(context.peer?.service == "operator")
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let answer = try await playground.client.unary(
                GRPCTesting.TestServiceMethods.unaryCall.descriptor, payload: [],
                options: CallOptions(
                    metadata: ["X-Test": "värde"], idempotencyKey: "once", authorization: "token"))
            #expect(answer.trailers["x-echo"] == "värde")
        }
    }

    @Test("a request that does not parse is the caller's fault", arguments: Transport.allCases)
    func malformed(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let error = await #expect(throws: RPCError.self) {
                try await playground.client.unary(
                    GRPCTesting.TestServiceMethods.unaryCall.descriptor, payload: [0xFF, 0xFF])
            }
            #expect(error?.code == .invalidArgument)
            _ = try await playground.stub.emptyCall(.init())
        }
    }

    @Test("too large a message fails its call alone", arguments: Transport.allCases)
    func oversize(_ transport: Transport) async throws {
        try await Playground.run(transport, server: ServerLimits(messageBytesMax: 100_000)) { playground in
            let request = await #expect(throws: RPCError.self) {
                try await playground.stub.unaryCall(.init(payload: TestService.payload(5 << 20)))
            }
            #expect(request?.code == .resourceExhausted)
            let answer = await #expect(throws: RPCError.self) {
                try await playground.stub.unaryCall(.init(responseSize: 5 << 20))
            }
            #expect(answer?.code == .resourceExhausted)
            let streamed = await #expect(throws: RPCError.self) {
                try await playground.stub.streamingInputCall { writer in
                    try await writer.write(.init(payload: TestService.payload(5 << 20)))
                }
            }
            #expect(streamed?.code == .resourceExhausted)
            _ = try await playground.stub.emptyCall(.init())
            #expect(await playground.server.connections().count == 1, "the connection lives")
        }
    }

    @Test("who is not in a method's list is refused, and its handler never runs", arguments: Transport.allCases)
    func access(_ transport: Transport) async throws {
        struct Guarded: RPCService {
            static let method = Method<GRPCTesting.SimpleRequest, GRPCTesting.SimpleResponse>(
                MethodDescriptor(
                    service: "test.Guarded", name: "Get", requestType: "", responseType: "",
                    access: MethodAccess(callers: ["gateway"], subject: .none, repetition: .safe)))
            static let nobody = Method<GRPCTesting.SimpleRequest, GRPCTesting.SimpleResponse>(
                MethodDescriptor(
                    service: "test.Guarded", name: "Nobody", requestType: "", responseType: "",
                    access: MethodAccess(callers: [], subject: .none, repetition: .safe)))
            static var serviceDescriptor: ServiceDescriptor {
                ServiceDescriptor(
                    fullName: "test.Guarded", methods: [method.descriptor, nobody.descriptor], fileDescriptorSet: [])
            }
            let ran: Signal<Void>
            var handlers: [MethodHandler] {
                [Self.method, Self.nobody].map { method in
                    MethodHandler.unary(method) { _, _ in
                        ran.tell()
                        return .init()
                    }
                }
            }
        }
        let ran = Signal(Void.self)
        try await Playground.run(transport, Guarded(ran: ran), caller: "operator") { playground in
            let error = await #expect(throws: RPCError.self) {
                try await playground.client.unary(Guarded.method, .init())
            }
            #expect(error == .permissionDenied("operator may not call test.Guarded/Get"))
        }
        try await Playground.run(transport, Guarded(ran: ran), caller: "gateway") { playground in
            _ = try await playground.client.unary(Guarded.method, .init())
            let error = await #expect(throws: RPCError.self) {
                try await playground.client.unary(Guarded.nobody, .init())
            }
            #expect(error?.code == .permissionDenied)
        }
        ran.tell()
        #expect(await ran.next() != nil)
    }
}
