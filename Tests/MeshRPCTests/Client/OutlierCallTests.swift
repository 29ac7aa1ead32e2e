import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

@Suite("Replicas that fail", .timeLimit(.minutes(2)))
struct OutlierCallTests {
    private static let refused = RPCError.unavailable("full").withReason("REFUSED_BEFORE_WORK", domain: "colophon.rpc")

    /// Whether one answer of `error`, by a call or by a stream, ejects.
    private static func ejects(_ error: RPCError, streaming: Bool) async throws -> Bool {
        let service = TestService(empty: { _ in throw error }, output: { _, _, _ in throw error })
        let configuration = ClientConfiguration(
            outliers: OutlierPolicy(consecutiveFailures: 1, ejectionMilliseconds: 600_000))
        return try await Fleet.run(.inProcess, [service], client: configuration) { fleet in
            await #expect(throws: RPCError.self) {
                if streaming {
                    try await fleet.stub.streamingOutputCall(.init()) { for try await _ in $0 {} }
                } else {
                    _ = try await fleet.stub.emptyCall(.init())
                }
            }
            return await fleet.client.replicas()[0].isEjected
        }
    }

    @Test(
        "only failures that say something about the replica count, of calls and of streams", arguments: [false, true])
    func codes(streaming: Bool) async throws {
        var found: Set<RPCError.Code> = []
        for code in RPCError.Code.allCases where try await Self.ejects(RPCError(code, ""), streaming: streaming) {
            found.insert(code)
        }
        #expect(found == [.unknown, .deadlineExceeded, .internal, .unavailable, .dataLoss])
        let isEjecting = try await Self.ejects(Self.refused, streaming: streaming)
        #expect(!isEjecting, "nobody has worked on it")
    }

    @Test("a success between two failures makes them two first ones", arguments: [false, true])
    func successes(streaming: Bool) async throws {
        let seen = RetryCallTests.Seen<Int>()
        let answer: @Sendable () throws -> Void = {
            seen.add(0)
            if seen.count % 2 == 1 { throw RPCError.internal("every other") }
        }
        let service = TestService(empty: { _ in try answer() }, output: { _, _, _ in try answer() })
        let configuration = ClientConfiguration(
            outliers: OutlierPolicy(consecutiveFailures: 2, ejectionMilliseconds: 600_000))
        try await Fleet.run(.inProcess, [service], client: configuration) { fleet in
            for _ in 0..<10 {
                if streaming {
                    try? await fleet.stub.streamingOutputCall(.init()) { for try await _ in $0 {} }
                } else {
                    _ = try? await fleet.stub.emptyCall(.init())
                }
            }
            #expect(seen.count == 10)
            #expect(await fleet.client.replicas().map(\.isEjected) == [false])
        }
    }

    @Test("one that is left alone and goes makes room for another to be left alone")
    func gone() async throws {
        let told = ResolverTests.Told()
        let ill = TestService(empty: { _ in throw RPCError.internal("broken") })
        let configuration = ClientConfiguration(
            balancing: .roundRobin,
            outliers: OutlierPolicy(consecutiveFailures: 1, ejectionMilliseconds: 600_000, ejectedPercentMax: 10),
            resolution: ResolutionPolicy(intervalMilliseconds: 10, pauseMilliseconds: 5))
        try await Fleet.run(
            .tls, [ill, TestService(), ill], client: configuration, sourcing: .name("replicas") { try told.answer() }
        ) { fleet in
            for (place, members) in [(0, [0, 1]), (1, [1, 2])] {
                let endpoints = members.map { fleet.endpoints[$0] }
                told.set(endpoints)
                try await until {
                    _ = try? await fleet.stub.emptyCall(.init(), options: CallOptions(waitsForReady: true))
                    let replicas = await fleet.client.replicas()
                    return replicas.map(\.endpoint) == endpoints.map(\.description) && replicas[place].isEjected
                }
            }
        }
    }
}
