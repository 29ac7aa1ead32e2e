import MeshRPC
import MeshTLS
import MeshTestKit
import Testing

/// Calls of all shapes through a network that does everything to them but change what they say.
@Suite("A network that misbehaves", .timeLimit(.minutes(3)))
struct FaultTests {
    /// Between them they meet every fate.
    private static let seeds = UInt64(10)...33
    /// How long a call may take.
    private static let timeout = Duration.milliseconds(1_000)
    /// How much later than its deadline a call may end on a machine that is busy.
    private static let patience = Duration.seconds(10)

    @Test(
        "each call ends in time, rightly or with a status that says why; nothing leaks, and others never notice",
        arguments: Self.seeds)
    func calls(seed: UInt64) async throws {
        try await Playground.run(.tls, EchoingService.made) { playground in
            let link = try await FaultyLink(to: playground.port, seed: seed) { _, random in LinkFaults(random) }
            let client = RPCClient(
                service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: link.port)],
                credentials: try Authority.shared.credentials("gateway"), loop: playground.loops.all[1],
                configuration: ClientConfiguration(connectMilliseconds: 500), logger: .silent)
            let (stub, other) = (GRPCTesting.TestServiceClient(client), playground.stub)
            for round in 0..<3 {
                async let bystander = EchoCalls.run(
                    other, SeededRandom(seed: seed &* 31), timeout: .seconds(30), count: 4)
                let outcomes = try await EchoCalls.run(
                    stub, SeededRandom(seed: seed &* 100 &+ UInt64(round)), timeout: Self.timeout, count: 12)
                for outcome in outcomes {
                    #expect(outcome.took < Self.timeout + Self.patience, "seed \(seed): \(outcome)")
                    if let error = outcome.error {
                        #expect([.unavailable, .deadlineExceeded].contains(error.code), "seed \(seed): \(error)")
                    }
                }
                let others = try await bystander
                #expect(others.compactMap(\.error) == [], "seed \(seed)")
            }
            await client.close()
            try await link.close()
            try await until {
                await playground.server.connections().allSatisfy { $0.peer?.service == "operator" }
            }
            #expect(await playground.server.calls().inFlight.isEmpty)
        }
    }

    @Test("each fate is met by seeds of this suite, and by its name", arguments: LinkFaults.Fate.allCases)
    func fate(_ fate: LinkFaults.Fate) async throws {
        #expect(Self.seeds.contains { LinkFaults(SeededRandom(seed: $0)).fate == fate })
        try await Playground.run(.tls, EchoingService.made) { playground in
            // In the middle of the first calls, and from then on the network is good.
            let link = try await FaultyLink(to: playground.port, seed: 1) { number, _ in
                var faults = LinkFaults()
                if number == 0 { (faults.fate, faults.fateBytes) = (fate, 30_000) }
                return faults
            }
            let client = RPCClient(
                service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: link.port)],
                credentials: try Authority.shared.credentials("gateway"), loop: playground.loops.all[1],
                logger: .silent)
            let stub = GRPCTesting.TestServiceClient(client)
            let patience = fate == .none ? .seconds(30) : Self.timeout
            let first = try await EchoCalls.run(stub, SeededRandom(seed: 7), timeout: patience, count: 12)
            let errors = Set(first.compactMap(\.error).map(\.code))
            #expect(errors.isSubset(of: fate == .none ? [] : [.unavailable, .deadlineExceeded]), "\(errors)")
            if fate == .silence { #expect(errors == [.deadlineExceeded]) }
            #expect(link.fates == (fate == .none ? [:] : [fate: 1]))
            // A connection that is silent is left to keepalive; every other end is seen at once.
            if fate != .silence {
                let second = try await EchoCalls.run(stub, SeededRandom(seed: 8), timeout: .seconds(30), count: 8)
                #expect(second.compactMap(\.error) == [])
            }
            await client.close()
            try await link.close()
        }
    }

    @Test("a network that stands still for five seconds costs time and nothing else")
    func pause() async throws {
        try await Playground.run(.tls, EchoingService.made) { playground in
            let link = try await FaultyLink(to: playground.port, seed: 1) { _, _ in
                var faults = LinkFaults()
                (faults.fateBytes, faults.pauseMilliseconds) = (20_000, 5_000)
                return faults
            }
            let client = RPCClient(
                service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: link.port)],
                credentials: try Authority.shared.credentials("gateway"), loop: playground.loops.all[1],
                logger: .silent)
            let other = playground.stub
            async let others = EchoCalls.run(
                other, SeededRandom(seed: 3), timeout: .seconds(60), count: 40)
            let outcomes = try await EchoCalls.run(
                GRPCTesting.TestServiceClient(client), SeededRandom(seed: 2), timeout: .seconds(60), count: 16)
            #expect(outcomes.compactMap(\.error) == [])
            #expect(outcomes.contains { $0.took >= .seconds(4) }, "the network must have stood still")
            let unharmed = try await others
            #expect(unharmed.compactMap(\.error) == [])
            // A few may be slow on a machine that is busy; were they held up as well, all would be.
            #expect(unharmed.count { $0.took < .seconds(4) } > unharmed.count / 2)
            #expect(link.connections == 1)
            await client.close()
            try await link.close()
        }
    }
}
