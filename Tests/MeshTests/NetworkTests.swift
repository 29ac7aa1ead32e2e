import MeshRPC
import MeshTestKit
import Testing

/// A server at the far end of a bad network; see `LossyNetwork`.
@Suite("Over a network that loses one packet in twenty", .serialized)
struct NetworkTests {
    @Test("calls and streams of a round trip of 50 ms all go through", .timeLimit(.minutes(2)))
    func loss() async throws {
        try await Self.run { client, _ in
            let options = CallOptions(timeout: .seconds(60))
            let began = ContinuousClock.now
            async let upload = client.upload(options: options) { writer in
                for seq in 0..<Int64(100) {
                    try await writer.write(.init(id: "up", seq: seq, payload: [UInt8](repeating: 3, count: 2_000)))
                }
            }
            async let seqs = client.watch(
                .init(id: "down", seq: 300, payload: [UInt8](repeating: 5, count: 1_000)), options: options
            ) { replies in
                var seqs: [Int64] = []
                for try await reply in replies where reply.payload.count == 1_000 { seqs.append(reply.seq) }
                return seqs
            }
            let echoed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for seq in 0..<Int64(40) {
                    group.addTask {
                        let payload = SeededRandom(seed: UInt64(seq)).bytes(10_000)
                        let reply = try await client.get(.init(id: "", seq: seq, payload: payload), options: options)
                        return reply.seq == seq && reply.payload == payload
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(echoed == Array(repeating: true, count: 40))
            let (last, all) = (try await upload, try await seqs)
            #expect(last.seq == 99)
            #expect(all == Array(0..<300))
            #expect(ContinuousClock.now - began >= .milliseconds(40), "the network must have been slow")
        }
    }

    @Test(
        "a link that is cut for three seconds costs what has no time, and what has time goes on after it",
        .timeLimit(.minutes(2)))
    func cut() async throws {
        try await Self.run { client, network in
            try await network.cut()
            async let patient = client.get(.init(id: "patient", seq: 7), options: .init(timeout: .seconds(60)))
            let began = ContinuousClock.now
            let error = await #expect(throws: RPCError.self) {
                try await client.get(.init(id: "hasty"), options: .init(timeout: .seconds(3)))
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(ContinuousClock.now - began >= .seconds(3))
            try await network.mend()
            let reply = try await patient
            #expect(reply.seq == 7)
        }
    }

    /// Runs `body` with a client of an echo server at the far end, once the server has answered.
    private static func run(
        _ body: (BenchV1.EchoClient, LossyNetwork) async throws -> Void
    ) async throws {
        let network = try await LossyNetwork()
        let server = try await EchoProcess(host: network.address, launcher: network.inside)
        let loops = RPCLoops(threads: 1)
        let client = try server.client(loops)
        let stub = BenchV1.EchoClient(client)
        // It may not be listening yet.
        let patience = ContinuousClock.now + .seconds(30)
        while true {
            do throws(RPCError) {
                _ = try await stub.get(.init(id: "hello"), options: .init(timeout: .seconds(20)))
                break
            } catch {
                guard error.code == .unavailable, ContinuousClock.now < patience else { throw error }
            }
        }
        try await body(stub, network)
        await client.close()
        #expect(await server.stop() == .code(0))
        try await loops.shutdown()
    }
}
