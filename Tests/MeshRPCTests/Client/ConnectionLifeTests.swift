import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

@Suite("A client's connections", .timeLimit(.minutes(2)))
struct ConnectionLifeTests {
    @Test("when all streams are taken another connection is opened, up to the bound", arguments: Transport.allCases)
    func several(_ transport: Transport) async throws {
        let (started, go, gauge) = (Signal(Void.self), Signal(Void.self), FlowTests.Gauge())
        let service = TestService(
            empty: { _ in },
            unary: { _, _ in
                gauge.enter()
                started.tell()
                _ = await go.next()
                gauge.leave()
                return .init()
            })
        let configuration = ClientConfiguration(connectionsPerReplicaMax: 3)
        try await Playground.run(
            transport, service, server: ServerLimits(streamsPerConnectionMax: 2), client: configuration
        ) { playground in
            let stub = playground.stub
            // The server's Settings are known from here on.
            _ = try await stub.emptyCall(.init())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { _ = try await stub.unaryCall(.init()) } }
                for _ in 0..<6 { _ = await started.next() }
                #expect(await playground.server.connections().map(\.streams) == [2, 2, 2])
                #expect(await playground.client.replicas().map(\.connections) == [3])
                for _ in 0..<10 { go.tell() }
                try await group.waitForAll()
            }
            #expect(gauge.most == 6)
        }
    }

    @Test("a burst before the server's Settings arrive loses nothing that is refused", arguments: Transport.allCases)
    func refused(_ transport: Transport) async throws {
        try await Playground.run(
            transport, server: ServerLimits(streamsPerConnectionMax: 4),
            client: ClientConfiguration(connectionsPerReplicaMax: 2)
        ) { playground in
            let stub = playground.stub
            try await withThrowingTaskGroup(of: Int.self) { group in
                for size in 0..<60 {
                    group.addTask {
                        switch size % 3 {
                        case 0: try await stub.unaryCall(.init(responseSize: Int32(size))).payload?.body.count ?? -1
                        case 1:
                            try await stub.streamingOutputCall(ShapeTests.ask(size)) { stream in
                                var bytes = 0
                                for try await message in stream { bytes += message.payload?.body.count ?? 0 }
                                return bytes
                            }
                        default:
                            try await Int(
                                stub.streamingInputCall { writer in
                                    try await writer.write(.init(payload: TestService.payload(size)))
                                }.aggregatedPayloadSize)
                        }
                    }
                }
                var sizes: [Int] = []
                for try await size in group { sizes.append(size) }
                #expect(sizes.sorted() == Array(0..<60))
            }
        }
    }

    @Test("a GoAway in the middle of a burst loses nothing, neither calls nor streams")
    func goAway() async throws {
        // The first connection answers stream 1, has seen nothing beyond stream 3 and leaves; the next ones answer all.
        let requests = RetryCallTests.Seen<Int>()
        let server = try await RawServer(byConnection: { connection, frame in
            guard frame.header.knownType == .request else { return [] }
            requests.add(connection)
            if connection > 1 { return [RawServer.empty(stream: frame.header.stream)] }
            switch frame.header.stream {
            case 1: return [RawServer.empty(stream: frame.header.stream)]
            case 9: return [RawServer.goAway(last: 3), RawServer.empty(stream: 3)]
            default: return []
            }
        })
        let loops = RPCLoops(threads: 1)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: server.port)],
            credentials: try Authority.shared.credentials("operator"), loop: loops.all[0], logger: .silent)
        try await client.withClient { client in
            let stub = GRPCTesting.TestServiceClient(client)
            _ = try await stub.emptyCall(.init())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        switch number % 3 {
                        case 0:
                            // Even a method that is never repeated: the server has not worked on it.
                            _ = try await client.unary(RetryCallTests.emptyCall(.natural), payload: [])
                        case 1: try await stub.streamingOutputCall(.init()) { for try await _ in $0 {} }
                        default:
                            _ = try await stub.streamingInputCall { writer in
                                try await writer.write(.init(payload: TestService.payload(10)))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(requests.all.filter { $0 == 1 }.count >= 5)
        // All but the one that the first connection has answered, and that one not twice.
        #expect(requests.all.filter { $0 == 2 }.count == 11)
        try await server.close()
        try await loops.shutdown()
    }

    @Test(
        "a connection that has reached its age is replaced before it leaves; no call notices",
        arguments: Transport.allCases)
    func age(_ transport: Transport) async throws {
        let streams = FlowTests.Counter()
        let service = TestService(empty: { context in if context.stream == 1 { streams.add() } })
        try await Playground.run(
            transport, service, client: ClientConfiguration(ageMilliseconds: 15)
        ) { playground in
            let (stub, client, over) = (playground.stub, playground.client, FlowTests.Counter())
            _ = try await stub.emptyCall(.init())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { while over.count == 0 { _ = try await stub.emptyCall(.init()) } } }
                group.addTask {
                    // There is always one that takes calls.
                    while over.count == 0 { #expect(await client.replicas()[0].connections >= 1) }
                }
                // Each connection has its own stream 1.
                try await until { streams.count >= 5 }
                over.add()
                try await group.waitForAll()
            }
        }
    }

    @Test("without calls the connection goes, and the next call makes another", arguments: Transport.allCases)
    func idle(_ transport: Transport) async throws {
        // Neither the call by which health is told keeps it, nor that it was replaced for its age meanwhile.
        let configurations = BalancingPolicy.allCases.map {
            ClientConfiguration(balancing: $0, healthService: $0 == .pickFirst ? nil : "", idleMilliseconds: 20)
        }
        for configuration in configurations + [ClientConfiguration(ageMilliseconds: 20, idleMilliseconds: 120)] {
            try await Playground.run(transport, client: configuration) { playground in
                for _ in 0..<3 {
                    _ = try await playground.stub.emptyCall(.init())
                    try await until { await playground.server.connections().isEmpty }
                    // The client learns of the end of the connection that it closed a moment after the server.
                    try await until { await playground.client.replicas().map(\.connections) == [0] }
                }
            }
        }
    }

    @Test("a connection without calls stays while the client calls over another", arguments: Transport.allCases)
    func elsewhere(_ transport: Transport) async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            _ = await go.next()
            return .init()
        })
        let configuration = ClientConfiguration(balancing: .roundRobin, idleMilliseconds: 20)
        try await Fleet.run(transport, [service, service], client: configuration) { fleet in
            let stub = fleet.stub
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            try await fleet.wait { $0.map(\.connections) == [1, 1] }
            // Several times as long as the other needs to be idle.
            try await Task.sleep(for: .milliseconds(100))
            #expect(await fleet.client.replicas().map(\.connections) == [1, 1])
            go.tell()
            _ = try await call.outcome()
        }
    }

    @Test("what waits for a stream of a connection that is lost goes to the next one")
    func waiting() async throws {
        let (started, relays) = (Signal(Void.self), LateRelays())
        let service = TestService(unary: { _, _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(Signal(Void.self))
            return .init()
        })
        try await Fleet.run(
            .tls, [service], server: ServerLimits(streamsPerConnectionMax: 1),
            client: ClientConfiguration(connectionsPerReplicaMax: 1), sourcing: .name("replicas") { relays.endpoints }
        ) { fleet in
            relays.add(try await Relay(to: fleet.endpoints[0]))
            let stub = fleet.stub
            _ = try await stub.emptyCall(.init())
            let open = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            let calls = (0..<4).map { _ in Task { try await stub.emptyCall(.init()) } }
            try await fleet.wait { $0[0].callsInFlight == 5 }
            await relays.all[0].cut()
            let lost = await #expect(throws: RPCError.self) { try await open.outcome() }
            #expect(lost?.code == .unavailable)
            for call in calls { _ = try await call.outcome() }
            #expect(relays.all[0].accepted == 2)
            try await relays.all[0].close()
        }
    }

    @Test("a client that nobody closes and nobody holds any more takes its connection with it")
    func forgotten() async throws {
        try await Playground.run(.tls) { playground in
            var client: RPCClient? = RPCClient(
                service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: playground.port)],
                credentials: try Authority.shared.credentials("operator"), loop: playground.loops.all[1],
                logger: .silent)
            if let client { _ = try await GRPCTesting.TestServiceClient(client).emptyCall(.init()) }
            #expect(await playground.server.connections().count == 1)
            client = nil
            try await until { await playground.server.connections().isEmpty }
            _ = try await playground.stub.emptyCall(.init())
        }
    }

    @Test("a call that is under way keeps its connection, however old and quiet", arguments: Transport.allCases)
    func busy(_ transport: Transport) async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(unary: { _, _ in
            started.tell()
            _ = await go.next()
            return .init(payload: TestService.payload(3))
        })
        try await Playground.run(
            transport, service, client: ClientConfiguration(ageMilliseconds: 10, idleMilliseconds: 10)
        ) { playground in
            let stub = playground.stub
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            try await Task.sleep(for: .milliseconds(60))
            go.tell()
            let size = try await call.outcome().payload?.body.count
            #expect(size == 3)
        }
    }

    @Test("a connection that has gone silent is found by its ping, and the call moves on or fails with the reason")
    func keepalive() async throws {
        let (started, hits) = (Signal(Void.self), FlowTests.Counter())
        let service = TestService(
            empty: { _ in hits.add() },
            unary: { _, _ in
                started.tell()
                try await DeadlineTests.sleepUntilCancelled(Signal(Void.self))
                return .init()
            })
        let relays = LateRelays()
        var configuration = ClientConfiguration(
            keepalive: KeepalivePolicy(intervalMilliseconds: 100, timeoutMilliseconds: 1_500))
        configuration.connectMilliseconds = 2_000
        try await Fleet.run(
            .tls, [service], server: ServerLimits(pingMillisecondsMin: 0), client: configuration,
            sourcing: .name("replicas") { relays.endpoints }
        ) { fleet in
            relays.add(try await Relay(to: fleet.endpoints[0]))
            let stub = fleet.stub
            _ = try await stub.emptyCall(.init())
            let call = Task { try await stub.unaryCall(.init()) }
            _ = await started.next()
            // Pings are answered while the line works, however long the call takes. Nothing else is sent.
            let before = await fleet.servers[0].connections().map(\.bytesIn).reduce(0, +)
            try await until { await fleet.servers[0].connections().map(\.bytesIn).reduce(0, +) >= before + 2 * 18 }
            #expect(await fleet.client.replicas().map(\.connections) == [1])
            try await relays.all[0].silence()
            let error = await #expect(throws: RPCError.self) { try await call.outcome() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("no answer to a ping in 1500 ms") == true, "\(error?.message ?? "")")
            try await relays.all[0].close()
        }
    }

    @Test("ids that run out under streams and calls drop none", arguments: Transport.allCases)
    func rotation(_ transport: Transport) async throws {
        let configuration = ClientConfiguration().numbering(from: 0x7FFF_FF01, rotatingAt: 0x7FFF_FF21)
        try await Playground.run(transport, client: configuration) { playground in
            let stub = playground.stub
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for size in 0..<30 {
                            let answer = try await stub.unaryCall(.init(responseSize: Int32(size)))
                            #expect(answer.payload?.body.count == size)
                            let count = try await stub.streamingOutputCall(ShapeTests.ask(1, 2, 3)) { stream in
                                var count = 0
                                for try await _ in stream { count += 1 }
                                return count
                            }
                            #expect(count == 3)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
