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
                await fleet.wait { $0.map(\.connections) == [1] && hits[0].count > 50 }
                #expect(hits[1].count == 0)
                try WholeFile.replace(path, with: "no endpoint\n")
                let before = hits[0].count
                await fleet.wait { _ in hits[0].count > before + 50 }
                try WholeFile.replace(path, with: "# the other\n\(fleet.endpoints[1])\n")
                await fleet.wait { $0.map(\.endpoint) == ["\(fleet.endpoints[1])"] && hits[1].count > 50 }
                let after = hits[0].count
                await fleet.wait { _ in hits[1].count > 100 }
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
