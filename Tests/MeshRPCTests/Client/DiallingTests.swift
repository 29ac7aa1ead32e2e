import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@Suite("Dialling and waiting", .timeLimit(.minutes(2)))
struct DiallingTests {
    /// A port on which nobody listens.
    private static func deadPort() async throws -> Int {
        let silent = try await SilentListener()
        let port = silent.port
        try await silent.close()
        return port
    }

    /// Calls `endpoint` for half a second, and waits for it.
    private static func call(_ endpoint: Endpoint, _ balancing: BalancingPolicy) async throws {
        try await Fleet.run(
            .tls, [], client: ClientConfiguration(balancing: balancing), sourcing: .fixed(.list([endpoint]))
        ) { fleet in
            let end = ContinuousClock.now.advanced(by: .milliseconds(500))
            while ContinuousClock.now < end {
                let error = await #expect(throws: RPCError.self) {
                    try await fleet.stub.emptyCall(
                        .init(), options: CallOptions(timeout: .milliseconds(500), waitsForReady: true))
                }
                #expect(error?.code == .unavailable || error?.code == .deadlineExceeded)
            }
        }
    }

    @Test("a replica that refuses every connection is dialled less and less", arguments: BalancingPolicy.allCases)
    func refusing(_ balancing: BalancingPolicy) async throws {
        let relay = try await Relay(to: .tcp(host: "127.0.0.1", port: try await Self.deadPort()))
        try await Self.call(relay.endpoint, balancing)
        // After 50 ms, 100 ms, 200 ms and so on; a busy machine only makes it later.
        #expect((1...10).contains(relay.accepted), "\(relay.accepted)")
        try await relay.close()
    }

    @Test("so is one that ends them as soon as they are made", arguments: [BalancingPolicy.roundRobin, .leastRequest])
    func ending(_ balancing: BalancingPolicy) async throws {
        let connections = RetryCallTests.Seen<Int>()
        let server = try await RawServer(byConnection: { connection, frame in
            guard frame.header.knownType == .settings else { return [] }
            connections.add(connection)
            // No frame begins so.
            return [ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n")]
        })
        try await Self.call(.tcp(host: "127.0.0.1", port: server.port), balancing)
        #expect((1...10).contains(connections.count), "\(connections.count)")
        try await server.close()
    }

    /// How ten calls at once end when nobody answers them, and then one more.
    private static func outcomes(_ stub: GRPCTesting.TestServiceClient) async -> [RPCError.Code] {
        func call(_ milliseconds: Int64) async -> RPCError.Code? {
            do {
                _ = try await stub.emptyCall(
                    .init(), options: CallOptions(timeout: .milliseconds(milliseconds), waitsForReady: true))
                return nil
            } catch {
                return error.code
            }
        }
        let codes = await withTaskGroup(of: RPCError.Code?.self) { group in
            for _ in 0..<10 { group.addTask { await call(2_000) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // Those who waited have left: there is room again.
        return await (codes + [call(20)]).compactMap(\.self)
    }

    @Test("only so many calls wait, for a replica or for a stream, and whoever has left does not count")
    func waiting() async throws {
        let expected =
            [RPCError.Code](repeating: .resourceExhausted, count: 7)
            + [RPCError.Code](repeating: .deadlineExceeded, count: 4)
        let configuration = ClientConfiguration(waitingCallsMax: 3, connectionsPerReplicaMax: 1)
        let dead = EndpointSource.list([.tcp(host: "127.0.0.1", port: try await Self.deadPort())])
        try await Fleet.run(.tls, [], client: configuration, sourcing: .fixed(dead)) { fleet in
            #expect(await Self.outcomes(fleet.stub) == expected)
        }
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            _ = await go.next()
            return .init()
        })
        try await Playground.run(
            .tls, service, server: ServerLimits(streamsPerConnectionMax: 1), client: configuration
        ) { playground in
            let stub = playground.stub
            _ = try await stub.emptyCall(.init())
            let open = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            #expect(await Self.outcomes(stub) == expected)
            go.tell()
            _ = try await open.outcome()
        }
    }

    @Test("a window that is full opens no other connection", arguments: Transport.allCases)
    func fullWindow(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let stub = playground.stub
            _ = try await stub.emptyCall(.init())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<24 {
                    group.addTask { _ = try await stub.unaryCall(.init(payload: TestService.payload(1 << 20))) }
                }
                try await group.waitForAll()
            }
            let connections = await playground.server.connections()
            #expect(connections.map(\.calls) == [25])
        }
    }

    @Test("a connection that was opened for a rush leaves after it, the first one stays", arguments: Transport.allCases)
    func surplus(_ transport: Transport) async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(
            empty: { _ in },
            unary: { _, _ in
                started.tell()
                _ = await go.next()
                return .init()
            })
        try await Playground.run(
            transport, service, server: ServerLimits(streamsPerConnectionMax: 1),
            client: ClientConfiguration(idleMilliseconds: 30)
        ) { playground in
            let stub = playground.stub
            _ = try await stub.emptyCall(.init())
            let open = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            _ = try await stub.emptyCall(.init())
            try await until { await playground.server.connections().count == 1 }
            #expect(await playground.client.replicas().map(\.connections) == [1])
            go.tell()
            _ = try await open.outcome()
        }
    }
}
