import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@Suite("Replicas that tell their health", .timeLimit(.minutes(2)))
struct HealthWatchTests {
    /// What a replica says when it is asked to tell its health.
    private enum Word: Sendable {
        case serving
        case silence
        case refusal(RPCError.Code)
    }

    /// A replica of which a test decides what it says of itself; every other call is answered with an empty message.
    private struct Replica {
        let server: RawServer
        let asked = FlowTests.Counter()
        let calls = FlowTests.Counter()

        /// Says `word` of how often it has been asked, and leaves with its answer to the call of the number `leaving`.
        init(leaving: Int = .max, _ word: @escaping @Sendable (Int) -> Word) async throws {
            let (asked, calls) = (asked, calls)
            server = try await RawServer(byConnection: { _, frame in
                guard frame.header.knownType == .request,
                    let request = try? TTRPC.Request(serialized: Array(frame.payload.readableBytesView))
                else { return [] }
                let stream = frame.header.stream
                guard request.service == MeshV1.HealthMethods.watch.descriptor.service else {
                    calls.add()
                    let goodbye = calls.count == leaving ? [RawServer.goAway(last: stream)] : []
                    return [RawServer.empty(stream: stream)] + goodbye
                }
                asked.add()
                switch word(asked.count) {
                case .serving:
                    let response = MeshV1.HealthCheckResponse(status: .serving).serialized()
                    return [FrameDecoderTests.frame(response, stream: stream, type: .data, flags: [])]
                case .silence: return []
                case .refusal(let code):
                    let response = TTRPC.Response(status: GoogleRPC.Status(code: code.rawValue))
                    return [FrameDecoderTests.frame(response.serialized(), stream: stream, type: .response)]
                }
            })
        }

        /// Stands before the replicas of a fleet.
        var sourcing: Sourcing {
            let first = Endpoint.tcp(host: "127.0.0.1", port: server.port)
            return Sourcing { .list([first] + $0) }
        }
    }

    @Test("a server that cannot tell is taken to serve")
    func untold() async throws {
        let replica = try await Replica { _ in .refusal(.unimplemented) }
        try await Fleet.run(
            .tls, [], client: ClientConfiguration(healthService: ""), sourcing: replica.sourcing
        ) { fleet in
            _ = try await fleet.stub.emptyCall(.init())
            try await fleet.wait { $0[0].isServing == true }
        }
        try await replica.server.close()
    }

    @Test("one that stops to tell is taken for ill, and is asked again")
    func ended() async throws {
        let recovered = FlowTests.Counter()
        let replica = try await Replica { _ in recovered.count == 0 ? .refusal(.unavailable) : .serving }
        try await Fleet.run(
            .tls, [], client: ClientConfiguration(healthService: ""), sourcing: replica.sourcing
        ) { fleet in
            // Nobody else is there to be called.
            _ = try await fleet.stub.emptyCall(.init())
            #expect(await fleet.client.replicas().map(\.isServing) == [false])
            recovered.add()
            try await fleet.wait { $0[0].isServing == true }
        }
        try await replica.server.close()
    }

    @Test("one that accepts connections and says nothing is not called beside one that serves, and in the end is ill")
    func silent() async throws {
        let (replica, hit) = (try await Replica { _ in .silence }, FlowTests.Counter())
        try await Fleet.run(
            .tls, Fleet.counting([hit]),
            client: ClientConfiguration(connectMilliseconds: 300, balancing: .roundRobin, healthService: ""),
            sourcing: replica.sourcing
        ) { fleet in
            while await fleet.client.replicas()[0].isServing == nil { _ = try await fleet.stub.emptyCall(.init()) }
            for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(await fleet.client.replicas().map(\.isServing) == [false, true])
            #expect(replica.calls.count == 0 && hit.count > 20)
            // The call by which health is told is nobody's load.
            #expect(await fleet.client.replicas().map(\.callsInFlight) == [0, 0])
        }
        try await replica.server.close()
    }

    @Test("a call waits for the first word, as long as connecting may take")
    func first() async throws {
        let replica = try await Replica { _ in .silence }
        try await Fleet.run(
            .tls, [], client: ClientConfiguration(connectMilliseconds: 500, healthService: ""),
            sourcing: replica.sourcing
        ) { fleet in
            let began = ContinuousClock.now
            _ = try await fleet.stub.emptyCall(.init())
            #expect(ContinuousClock.now - began >= .milliseconds(500))
        }
        try await replica.server.close()
    }

    @Test("what one has said before its connection was lost does not count for the next")
    func stale() async throws {
        let replica = try await Replica(leaving: 5) { $0 == 1 ? .serving : .silence }
        try await Fleet.run(
            .tls, Fleet.counting([FlowTests.Counter()]),
            client: ClientConfiguration(connectMilliseconds: 60_000, balancing: .roundRobin, healthService: ""),
            sourcing: replica.sourcing
        ) { fleet in
            _ = try await fleet.stub.emptyCall(.init())
            try await fleet.wait { $0.allSatisfy { $0.isServing == true } }
            while replica.calls.count < 5 { _ = try await fleet.stub.emptyCall(.init()) }
            try await fleet.wait { $0[0].connections == 1 && replica.asked.count == 2 }
            for _ in 0..<20 { _ = try await fleet.stub.emptyCall(.init()) }
            #expect(replica.calls.count == 5)
            #expect(await fleet.client.replicas().map(\.isServing) == [nil, true])
        }
        try await replica.server.close()
    }

    @Test("health is told over the connection that takes another's place as well")
    func successor() async throws {
        let relays = LateRelays()
        try await Fleet.run(
            .tls, Fleet.counting([FlowTests.Counter()]),
            client: ClientConfiguration(healthService: "", ageMilliseconds: 20),
            sourcing: .name("replicas") { relays.endpoints }
        ) { fleet in
            relays.add(try await Relay(to: fleet.endpoints[0]))
            _ = try await fleet.stub.emptyCall(.init())
            try await until { relays.all[0].accepted >= 4 }
            fleet.servers[0].health.set(.notServing)
            try await fleet.wait { $0[0].isServing == false }
            fleet.servers[0].health.set(.serving)
            try await fleet.wait { $0[0].isServing == true }
            try await relays.all[0].close()
        }
    }
}
