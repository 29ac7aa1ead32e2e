import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

@Suite("Many replicas", .timeLimit(.minutes(2)))
struct ReplicaTests {
    private static func counters(_ count: Int) -> [FlowTests.Counter] { (0..<count).map { _ in FlowTests.Counter() } }

    @Test("round robin calls all in turn, pick-first stays with the first", arguments: Transport.allCases)
    func share(_ transport: Transport) async throws {
        let hits = Self.counters(3)
        let configuration = ClientConfiguration(balancing: .roundRobin)
        try await Fleet.run(transport, Fleet.counting(hits), client: configuration) { fleet in
            _ = try await fleet.stub.emptyCall(.init())
            try await fleet.wait { $0.allSatisfy { $0.connections == 1 } }
            let before = hits.map(\.count)
            for _ in 0..<60 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(zip(hits, before).map { $0.count - $1 } == [20, 20, 20])
        }
        let others = Self.counters(3)
        try await Fleet.run(transport, Fleet.counting(others)) { fleet in
            for _ in 0..<60 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(others.map(\.count) == [60, 0, 0])
            #expect(await fleet.client.replicas().map(\.connections) == [1, 0, 0])
        }
    }

    @Test("least-request leaves a busy replica alone", arguments: Transport.allCases)
    func leastRequest(_ transport: Transport) async throws {
        let (busy, hit, go) = (Signal(Void.self), FlowTests.Counter(), Signal(Void.self))
        let slow = TestService(
            empty: { _ in hit.add() },
            unary: { _, _ in
                busy.tell()
                _ = await go.next()
                return .init()
            })
        let hits = Self.counters(1)
        let configuration = ClientConfiguration(balancing: .leastRequest)
        let quick = TestService(
            empty: { _ in hits[0].add() },
            unary: { _, _ in
                busy.tell()
                _ = await go.next()
                return .init()
            })
        try await Fleet.run(transport, [slow, quick], client: configuration) { fleet in
            _ = try await fleet.stub.emptyCall(.init())
            try await fleet.wait { $0.allSatisfy { $0.connections == 1 } }
            let stub = fleet.stub
            try await withThrowingTaskGroup(of: Void.self) { group in
                // One long call makes one of the two busier than the other.
                group.addTask { _ = try await stub.unaryCall(.init()) }
                _ = await busy.next()
                let records = await fleet.client.replicas()
                let before = [hit.count, hits[0].count]
                for _ in 0..<40 { _ = try await stub.emptyCall(.init()) }
                let calls = [hit.count - before[0], hits[0].count - before[1]]
                #expect(calls == (records[0].callsInFlight == 1 ? [0, 40] : [40, 0]))
                go.tell()
                try await group.waitForAll()
            }
        }
    }

    @Test("of two real servers one is killed, again and again: no call is lost", arguments: BalancingPolicy.allCases)
    func killed(_ balancing: BalancingPolicy) async throws {
        let hits = Self.counters(2)
        var configuration = RetryCallTests.retrying(5)
        configuration.balancing = balancing
        let relays = LateRelays()
        try await Fleet.run(
            .tls, Fleet.counting(hits), client: configuration, sourcing: .name("replicas") { relays.endpoints }
        ) { fleet in
            for endpoint in fleet.endpoints { relays.add(try await Relay(to: endpoint)) }
            let (stub, over, done) = (fleet.stub, FlowTests.Counter(), FlowTests.Counter())
            func more(_ calls: Int) async throws {
                let target = done.count + calls
                try await fleet.wait { _ in done.count >= target }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        // A failure ends the test at once instead of leaving nobody to call.
                        defer { done.add(1_000_000) }
                        while over.count == 0 {
                            _ = try await stub.emptyCall(.init())
                            done.add()
                        }
                    }
                }
                try await more(100)
                // Pick-first is on the first, the others are on both.
                for _ in 0..<3 {
                    await relays.all[0].cut()
                    try await more(50)
                }
                try await relays.all[0].close()
                try await more(100)
                let before = hits.map(\.count)
                try await more(100)
                #expect(hits[1].count > before[1] && hits[0].count == before[0])
                over.add()
                // Any failed call is thrown here.
                try await group.waitForAll()
            }
            try await relays.all[1].close()
        }
    }

    /// A replica that fails until it is healed, and one that answers.
    private static func ill(
        _ hits: [FlowTests.Counter], until healed: FlowTests.Counter
    ) -> [TestService] {
        let ill = TestService(empty: { _ in
            hits[0].add()
            if healed.count == 0 { throw RPCError.internal("broken") }
        })
        return [ill] + Fleet.counting([hits[1]])
    }

    @Test("a replica that fails too much is left alone", arguments: Transport.allCases)
    func outlier(_ transport: Transport) async throws {
        let (hits, healed) = (Self.counters(2), FlowTests.Counter())
        let configuration = ClientConfiguration(
            balancing: .roundRobin, outliers: OutlierPolicy(consecutiveFailures: 3, ejectionMilliseconds: 600_000))
        try await Fleet.run(transport, Self.ill(hits, until: healed), client: configuration) { fleet in
            _ = try? await fleet.stub.emptyCall(.init())
            try await fleet.wait { $0.allSatisfy { $0.connections == 1 } }
            var failures = 0
            while await !fleet.client.replicas()[0].isEjected {
                do { _ = try await fleet.stub.emptyCall(.init()) } catch { failures += 1 }
            }
            #expect(failures <= 3)
            let before = hits[0].count
            for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(hits[0].count == before)
        }
    }

    @Test("a replica that was left alone is called again when its time is over", arguments: Transport.allCases)
    func pardon(_ transport: Transport) async throws {
        let (hits, healed) = (Self.counters(2), FlowTests.Counter())
        let configuration = ClientConfiguration(
            balancing: .roundRobin,
            outliers: OutlierPolicy(consecutiveFailures: 1, intervalMilliseconds: 5, ejectionMilliseconds: 20))
        try await Fleet.run(transport, Self.ill(hits, until: healed), client: configuration) { fleet in
            while hits[0].count == 0 { _ = try? await fleet.stub.emptyCall(.init()) }
            healed.add()
            try await fleet.wait { $0.allSatisfy { $0.connections == 1 && !$0.isEjected } }
            let before = hits[0].count
            for _ in 0..<4 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(hits[0].count - before == 2)
        }
    }

    @Test("when nobody is well, everybody is called", arguments: Transport.allCases)
    func panic(_ transport: Transport) async throws {
        let hits = Self.counters(2)
        let configuration = ClientConfiguration(balancing: .roundRobin, healthService: "")
        try await Fleet.run(transport, Fleet.counting(hits), client: configuration) { fleet in
            for server in fleet.servers { server.health.set(.notServing) }
            for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
            try await fleet.wait { $0.allSatisfy { $0.isServing == false } }
            let before = hits.map(\.count)
            for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(zip(hits, before).map { $0.count - $1 } == [10, 10])
        }
    }

    @Test("how few have to be well is for the configuration to say", arguments: [(0, 1), (26, 4)])
    func panicThreshold(percent: Int, called: Int) async throws {
        let hits = Self.counters(4)
        let configuration = ClientConfiguration(balancing: .roundRobin, panicPercent: percent, healthService: "")
        try await Fleet.run(.inProcess, Fleet.counting(hits), client: configuration) { fleet in
            for server in fleet.servers.dropFirst() { server.health.set(.notServing) }
            for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
            try await fleet.wait { $0.map(\.isServing) == [true, false, false, false] }
            let before = hits.map(\.count)
            for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(zip(hits, before).filter { $0.count > $1 }.count == called)
        }
    }

    @Test("a replica that says it does not serve is not called until it does", arguments: Transport.allCases)
    func health(_ transport: Transport) async throws {
        let hits = Self.counters(2)
        for balancing in BalancingPolicy.allCases {
            let configuration = ClientConfiguration(
                balancing: balancing, healthService: "grpc.testing.TestService")
            try await Fleet.run(transport, Fleet.counting(hits), client: configuration) { fleet in
                _ = try await fleet.stub.emptyCall(.init())
                if balancing != .pickFirst { try await fleet.wait { $0.allSatisfy { $0.isServing == true } } }
                fleet.servers[0].health.set(.notServing, for: "grpc.testing.TestService")
                try await fleet.wait { $0[0].isServing != true && $0[1].isServing == true }
                let before = hits[0].count
                for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
                #expect(hits[0].count == before, "\(balancing)")
                fleet.servers[0].health.set(.serving, for: "grpc.testing.TestService")
                fleet.servers[1].health.set(.notServing, for: "grpc.testing.TestService")
                try await fleet.wait { $0[0].isServing == true && $0[1].isServing != true }
                for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
                #expect(hits[0].count == before + 20, "\(balancing)")
            }
        }
    }

    private static let nobody = SilentListener.lonelyHost

    @Test("nobody there: a call fails at once and says why for each; one that waits is answered when somebody comes")
    func waitsForReady() async throws {
        let silent = try await SilentListener(host: Self.nobody)
        let (port, hit) = (silent.port, FlowTests.Counter())
        try await silent.close()
        for balancing in BalancingPolicy.allCases {
            try await Fleet.run(
                .tls, Fleet.counting([hit]), client: ClientConfiguration(balancing: balancing),
                sourcing: .fixed(.list([.tcp(host: Self.nobody, port: port)]))
            ) { fleet in
                let error = await #expect(throws: RPCError.self) { try await fleet.stub.emptyCall(.init()) }
                #expect(error == .unavailable("cannot reach evidence (\(Self.nobody):\(port): connection refused)"))
                let stub = fleet.stub
                let late = await #expect(throws: RPCError.self) {
                    try await stub.emptyCall(
                        .init(), options: CallOptions(timeout: .milliseconds(20), waitsForReady: true))
                }
                #expect(late?.code == .deadlineExceeded)
                let call = Task { try await stub.emptyCall(.init(), options: CallOptions(waitsForReady: true)) }
                let stream = Task {
                    try await stub.streamingOutputCall(
                        ShapeTests.ask(1), options: CallOptions(waitsForReady: true)
                    ) { stream in
                        for try await _ in stream {}
                    }
                }
                try await fleet.servers[0].start(host: Self.nobody, port: port)
                _ = try await call.outcome()
                try await stream.outcome()
            }
        }
    }

    @Test("a policy may say that a method waits, and a call may say that it does not", arguments: Transport.allCases)
    func waitingPolicy(_ transport: Transport) async throws {
        let waits = MethodPolicies(common: MethodPolicy(timeoutMilliseconds: 600_000, waitsForReady: true))
        let silent = try await SilentListener(host: Self.nobody)
        let port = silent.port
        try await silent.close()
        try await Fleet.run(
            .tls, Fleet.counting([]), client: ClientConfiguration(policies: waits),
            sourcing: .fixed(.list([.tcp(host: Self.nobody, port: port)]))
        ) { fleet in
            let waiting = await #expect(throws: RPCError.self) {
                try await fleet.stub.emptyCall(.init(), options: CallOptions(timeout: .milliseconds(20)))
            }
            #expect(waiting?.code == .deadlineExceeded)
            let other = await #expect(throws: RPCError.self) {
                try await fleet.stub.emptyCall(.init(), options: CallOptions(waitsForReady: false))
            }
            #expect(other?.code == .unavailable)
        }
        // The policy's timeout holds beside the caller's.
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let stuck = TestService(empty: { _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(cancelled)
        })
        let brief = MethodPolicies(common: MethodPolicy(timeoutMilliseconds: 30))
        try await Playground.run(transport, stuck, client: ClientConfiguration(policies: brief)) { playground in
            let error = await #expect(throws: RPCError.self) {
                try await playground.stub.emptyCall(.init(), options: CallOptions(timeout: .seconds(600)))
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }
}
