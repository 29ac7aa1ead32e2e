import MeshRPC
import MeshTLS
import MeshTestKit
import ProtobufC
import Testing

@Suite("Hooks", .timeLimit(.minutes(2)))
struct InterceptorTests {
    struct Recorder: ServerInterceptor {
        let name: String
        let stage: InterceptorStage
        let told: Signal<String>
        var refusal: RPCError?

        func began(_ context: ServerContext) throws(RPCError) {
            told.tell("+\(name)")
            if let refusal { throw refusal }
        }

        func ended(_ context: ServerContext, outcome: RPCOutcome) {
            told.tell("-\(name) \(outcome.statusName)")
        }
    }

    static func steps(_ told: Signal<String>, _ count: Int) async -> [String] {
        var steps: [String] = []
        for _ in 0..<count { if let step = await told.next() { steps.append(step) } }
        return steps
    }

    @Test("hooks run by stage, whatever the order they were given in, and end in the opposite one")
    func order() async throws {
        let told = Signal(String.self)
        let service = TestService(empty: { _ in told.tell("handler") })
        let hooks: [any ServerInterceptor] = [
            Recorder(name: "own", stage: .application, told: told),
            Recorder(name: "access", stage: .access, told: told),
            Recorder(name: "metrics", stage: .metrics, told: told),
            Recorder(name: "trace", stage: .trace, told: told),
        ]
        try await Playground.run(.inProcess, service, interceptors: hooks) { playground in
            _ = try await playground.stub.emptyCall(.init())
            #expect(
                await Self.steps(told, 9) == [
                    "+trace", "+metrics", "+access", "+own", "handler", "-own OK", "-access OK", "-metrics OK",
                    "-trace OK",
                ])
        }
    }

    @Test("a hook that refuses is the answer; those before it hear of it, the handler never runs")
    func refusal() async throws {
        let told = Signal(String.self)
        let service = TestService(empty: { _ in told.tell("handler") })
        let hooks: [any ServerInterceptor] = [
            Recorder(name: "metrics", stage: .metrics, told: told),
            Recorder(name: "access", stage: .access, told: told, refusal: .unauthenticated("who are you")),
            Recorder(name: "own", stage: .application, told: told),
        ]
        try await Playground.run(.inProcess, service, interceptors: hooks) { playground in
            let error = await #expect(throws: RPCError.self) { try await playground.stub.emptyCall(.init()) }
            #expect(error == .unauthenticated("who are you"))
            #expect(
                await Self.steps(told, 4) == [
                    "+metrics", "+access", "-access UNAUTHENTICATED", "-metrics UNAUTHENTICATED",
                ])
        }
    }

    @Test("the calling service is checked before the end user, after the observers")
    func callerFirst() async throws {
        struct Closed: RPCService {
            static let method = Method<GRPCTesting.SimpleRequest, GRPCTesting.SimpleResponse>(
                MethodDescriptor(
                    service: "test.Closed", name: "Get", requestType: "", responseType: "",
                    access: MethodAccess(callers: ["gateway"], subject: .none, repetition: .safe)))
            static var serviceDescriptor: ServiceDescriptor {
                ServiceDescriptor(fullName: "test.Closed", methods: [method.descriptor], fileDescriptorSet: [])
            }
            var handlers: [MethodHandler] { [.unary(Self.method) { _, _ in .init() }] }
        }
        let told = Signal(String.self)
        let hooks: [any ServerInterceptor] = [
            Recorder(name: "metrics", stage: .metrics, told: told),
            Recorder(name: "access", stage: .access, told: told),
        ]
        try await Playground.run(.inProcess, Closed(), interceptors: hooks) { playground in
            await #expect(throws: RPCError.self) { try await playground.client.unary(Closed.method, .init()) }
            #expect(await Self.steps(told, 2) == ["+metrics", "-metrics PERMISSION_DENIED"])
        }
    }

    @Test("a client's hook adds metadata and hears how the call ended", arguments: Transport.allCases)
    func client(_ transport: Transport) async throws {
        struct Tagger: ClientInterceptor {
            let told: Signal<Int32>
            func began(_ call: ClientContext) throws(RPCError) { call.metadata.append("x-tag", call.method.name) }
            func ended(_ call: ClientContext, outcome: RPCOutcome) { told.tell(outcome.status) }
        }
        let told = Signal(Int32.self)
        let service = TestService(
            empty: { context in #expect(context.metadata["x-tag"] == "EmptyCall") },
            unary: { _, _ in throw RPCError.notFound("nothing") })
        try await Playground.run(transport, service, clientInterceptors: [Tagger(told: told)]) { playground in
            _ = try await playground.stub.emptyCall(.init())
            #expect(await told.next() == 0)
            await #expect(throws: RPCError.self) { try await playground.stub.unaryCall(.init()) }
            #expect(await told.next() == 5)
            _ = try await playground.stub.streamingInputCall { _ in }
            #expect(await told.next() == 0)
        }
    }

    @Test("slow calls are remembered apart", arguments: Transport.allCases)
    func slow(_ transport: Transport) async throws {
        let time = SeededTime()
        let service = TestService(empty: { _ in time.advance(by: .milliseconds(Limits.slowCallMilliseconds)) })
        try await Playground.run(transport, service, time: time) { playground in
            _ = try await playground.stub.unaryCall(.init())
            _ = try await playground.stub.emptyCall(.init())
            let calls = await playground.server.calls()
            #expect(calls.recent.count == 2)
            #expect(calls.slow.map(\.method) == ["grpc.testing.TestService/EmptyCall"])
        }
    }

    @Test("inspection shows connections, calls in flight and calls that ended", arguments: Transport.allCases)
    func inspection(_ transport: Transport) async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            _ = await go.next()
            return .init()
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            _ = try await stub.emptyCall(.init())
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            let calls = await playground.server.calls()
            #expect(calls.inFlight.map(\.method) == ["grpc.testing.TestService/UnaryCall"])
            #expect(calls.inFlight.first?.peer == "operator")
            #expect(calls.recent.map(\.status) == ["OK"])
            let connection = try #require(await playground.server.connections().first)
            #expect(connection.peer?.service == "operator")
            #expect(connection.applicationProtocol == "colophon/1")
            #expect(connection.streams == 1)
            #expect(connection.calls == 2)
            #expect(connection.bytesIn > 0 && connection.bytesOut > 0)
            #expect(connection.sendWindowBytes > 0)
            // The request lies within what was granted, and half a window is not used up: no grant has paid for it yet.
            #expect((1..<(4 << 20)).contains(connection.receiveWindowBytes))
            // Only a socket has a kernel that knows.
            #expect((connection.roundTrip ?? .zero > .zero) == (transport == .tls))
            go.tell()
            _ = try await call.outcome()
        }
    }
}
