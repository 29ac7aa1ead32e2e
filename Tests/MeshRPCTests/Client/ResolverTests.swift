import MeshRPC
import MeshTestKit
import ProtobufC
import Synchronization
import Testing

@Suite("Resolvers", .timeLimit(.minutes(2)))
struct ResolverTests {
    private static func configuration(_ balancing: BalancingPolicy) -> ClientConfiguration {
        ClientConfiguration(
            balancing: balancing, resolution: ResolutionPolicy(intervalMilliseconds: 10, pauseMilliseconds: 5))
    }

    @Test(
        "a file that changes moves the calls, and none is lost; nonsense in it changes nothing",
        arguments: BalancingPolicy.allCases)
    func file(_ balancing: BalancingPolicy) async throws {
        let hits = [FlowTests.Counter(), FlowTests.Counter()]
        let folder = try TemporaryFolder()
        let path = folder.file("replicas")
        try await Fleet.run(
            .tls, Fleet.counting(hits), client: Self.configuration(balancing),
            sourcing: .file(path)
        ) { fleet in
            let (stub, over) = (fleet.stub, FlowTests.Counter())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { while over.count == 0 { _ = try await stub.emptyCall(.init()) } }
                }
                try await fleet.wait { $0.map(\.connections) == [1] && hits[0].count > 50 }
                #expect(hits[1].count == 0)
                try WholeFile.replace(path, with: "no endpoint\n")
                let before = hits[0].count
                try await fleet.wait { _ in hits[0].count > before + 50 }
                try WholeFile.replace(path, with: "# the other\n\(fleet.endpoints[1])\n")
                try await fleet.wait { $0.map(\.endpoint) == ["\(fleet.endpoints[1])"] && hits[1].count > 50 }
                let after = hits[0].count
                try await fleet.wait { _ in hits[1].count > 100 }
                #expect(hits[0].count <= after + 8)
                over.add()
                try await group.waitForAll()
            }
        }
    }

    @Test("a name is looked up again, sooner when connections fail", arguments: BalancingPolicy.allCases)
    func dns(_ balancing: BalancingPolicy) async throws {
        let hits = [FlowTests.Counter(), FlowTests.Counter()]
        let questions = FlowTests.Counter()
        var configuration = Self.configuration(balancing)
        configuration.resolution = ResolutionPolicy(intervalMilliseconds: 600_000, pauseMilliseconds: 5)
        let told = Told()
        try await Fleet.run(
            .tls, Fleet.counting(hits), client: configuration,
            sourcing: .name("evidence.mesh") {
                questions.add()
                return try told.answer()
            }
        ) { fleet in
            let unknown = await #expect(throws: RPCError.self) { try await fleet.stub.emptyCall(.init()) }
            #expect(unknown?.code == .unavailable)
            #expect(unknown?.message.contains("evidence.mesh") == true, "\(unknown?.message ?? "")")
            told.set([fleet.endpoints[0]])
            _ = try await fleet.stub.emptyCall(.init(), options: CallOptions(waitsForReady: true))
            #expect(hits[0].count == 1)
            let asked = questions.count
            for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(questions.count == asked, "an answer is believed for its interval")
            told.set([fleet.endpoints[1]])
            await fleet.servers[0].drain(grace: .zero)
            _ = try await fleet.stub.emptyCall(.init(), options: CallOptions(waitsForReady: true))
            #expect(hits[1].count == 1)
            #expect(questions.count > asked)
        }
    }

    /// What a lookup answers, which a test changes.
    final class Told: Sendable {
        private let endpoints = Mutex<[Endpoint]?>(nil)
        func set(_ value: [Endpoint]) { endpoints.withLock { $0 = value } }
        func answer() throws -> [Endpoint] {
            guard let known = endpoints.withLock({ $0 }) else { throw RPCError.notFound("no such name") }
            return known
        }
    }

    @Test(
        "who stays keeps its connection when others come, and while nobody is told",
        arguments: BalancingPolicy.allCases)
    func kept(_ balancing: BalancingPolicy) async throws {
        let (hits, told) = ([FlowTests.Counter(), FlowTests.Counter()], Told())
        let questions = FlowTests.Counter()
        try await Fleet.run(
            .tls, Fleet.counting(hits), client: Self.configuration(balancing),
            sourcing: .name("evidence.mesh") {
                questions.add()
                return try told.answer()
            }
        ) { fleet in
            told.set([fleet.endpoints[0]])
            // From here on the client asks.
            _ = try await fleet.stub.emptyCall(.init())
            for endpoints in [fleet.endpoints, []] {
                told.set(endpoints)
                let asked = questions.count
                // The answer to the next question but one has been listened to when yet another is asked.
                try await until { questions.count >= asked + 3 }
                for _ in 0..<10 { _ = try await fleet.stub.emptyCall(.init()) }
            }
            #expect(await fleet.client.replicas().count == 2)
            #expect(await fleet.servers[0].connections().map(\.calls) == [hits[0].count])
        }
    }

    @Test("no more replicas are known than the bound, and each only once")
    func bound() async throws {
        let many = (0..<Limits.endpointsMax + 9).map { Endpoint.unix(path: "/nowhere/\($0)") }
        for (told, known) in [(many, Limits.endpointsMax), ([many[0], many[1], many[0]], 2)] {
            try await Fleet.run(.tls, [], sourcing: .fixed(.list(told))) { fleet in
                #expect(await fleet.client.replicas().count == known)
            }
        }
    }

    @Test("a file is read again every few seconds, however long a name's answer is believed")
    func pace() async throws {
        let hits = [FlowTests.Counter(), FlowTests.Counter()]
        let folder = try TemporaryFolder()
        let path = folder.file("replicas")
        try await Fleet.run(
            .tls, Fleet.counting(hits),
            client: ClientConfiguration(resolution: ResolutionPolicy(intervalMilliseconds: 600_000)),
            sourcing: .file(path)
        ) { fleet in
            _ = try await fleet.stub.emptyCall(.init())
            try WholeFile.replace(path, with: "\(fleet.endpoints[1])\n")
            try await fleet.wait { $0.map(\.endpoint) == ["\(fleet.endpoints[1])"] }
        }
    }

    @Test("a client that nobody uses asks no more, and asks again when it is used")
    func asleep() async throws {
        let (hit, questions, told) = (FlowTests.Counter(), FlowTests.Counter(), Told())
        var configuration = Self.configuration(.pickFirst)
        configuration.idleMilliseconds = 30
        try await Fleet.run(
            .tls, Fleet.counting([hit]), client: configuration,
            sourcing: .name("evidence.mesh") {
                questions.add()
                return try told.answer()
            }
        ) { fleet in
            told.set([fleet.endpoints[0]])
            for round in 1...2 {
                _ = try await fleet.stub.emptyCall(.init())
                #expect(hit.count == round)
                try await until { await fleet.servers[0].connections().isEmpty }
                let asked = questions.count
                try await Task.sleep(for: .milliseconds(100))
                // One may have been under way.
                #expect(questions.count <= asked + 1)
            }
        }
    }

    @Test("the system's resolver finds this machine")
    func system() async throws {
        let hit = FlowTests.Counter()
        try await Fleet.run(
            .tls, Fleet.counting([hit]), sourcing: .localhost
        ) { fleet in
            _ = try await fleet.stub.emptyCall(.init())
            #expect(hit.count == 1)
            #expect(await fleet.client.replicas().contains { $0.endpoint.hasPrefix("127.0.0.1:") })
        }
    }

    @Test("a service without replicas says so")
    func empty() async throws {
        try await Fleet.run(.tls, Fleet.counting([]), sourcing: .fixed(.list([]))) { fleet in
            let error = await #expect(throws: RPCError.self) { try await fleet.stub.emptyCall(.init()) }
            #expect(error == .unavailable("cannot reach evidence (it has no replica)"))
        }
    }
}
