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

    @Test(
        "a client notices by its pings that the link is cut, and calls over another connection when it is mended",
        .timeLimit(.minutes(2)))
    func silentServer() async throws {
        var configuration = ClientConfiguration(
            keepalive: KeepalivePolicy(intervalMilliseconds: 1_000, timeoutMilliseconds: 4_000))
        configuration.connectMilliseconds = 3_000
        try await Self.run(configuration) { client, network, _ in
            let stream = try await Self.openStream(client)
            _ = try await client.get(.init(id: "before"), options: .init(timeout: .seconds(60)))
            try await network.cut()
            let began = ContinuousClock.now
            // Without pings both would go on until their deadline, and the stream has none.
            let error = await #expect(throws: RPCError.self) {
                try await client.get(.init(id: "call"), options: .init(timeout: .seconds(90)))
            }
            #expect(error?.code == .unavailable, "\(network.maker)")
            #expect(error?.message.contains("no answer to a ping in 4000 ms") == true, "\(error?.message ?? "")")
            // The interval, a quarter of it until the clock is looked at, the timeout; the rest is for a busy machine.
            let took = ContinuousClock.now - began
            #expect(took >= .seconds(4) && took < .seconds(30), "\(took)")
            let broken = await #expect(throws: RPCError.self) { try await stream.value }
            #expect(broken?.code == .unavailable)
            let refused = await #expect(throws: RPCError.self) {
                try await client.get(.init(id: "refused"), options: .init(timeout: .seconds(2)))
            }
            #expect(refused?.code == .deadlineExceeded || refused?.code == .unavailable)
            #expect(refused?.message.contains("no answer to a ping") == false, "the old connection is used no more")
            try await network.mend()
            try await Self.untilItAnswers(client)
        }
    }

    @Test(
        "a server notices that the link to its clients is cut: their connections close, their streams are cancelled",
        .timeLimit(.minutes(2)), arguments: [false, true])
    func silentClient(base: Bool) async throws {
        // Nobody but the server looks.
        let configuration = ClientConfiguration(base: base, keepalive: KeepalivePolicy(intervalMilliseconds: 0))
        let limits = "{ keepalive_milliseconds: 1000, keepalive_timeout_milliseconds: 4000 }"
        let caller = base ? "gateway" : "operator"
        try await Self.run(configuration, as: caller, limits: limits) { client, network, server in
            let stream = try await Self.openStream(client)
            // A client that lives stays, however long it is silent.
            try await Task.sleep(for: .seconds(8))
            let before = try await (server.page("connections"), server.page("calls"))
            #expect(before.0.contains("\"peer\":\"\(caller)/1\""), "\(before.0)")
            #expect(before.1.contains("Upload"))
            try await network.cut()
            let began = ContinuousClock.now
            while try await server.page("connections").contains("\"peer\"") {
                guard ContinuousClock.now - began < .seconds(60) else { break }
            }
            let after = try await (server.page("connections"), server.page("calls"))
            #expect(!after.0.contains("\"peer\":\"\(caller)"), "\(network.maker): \(after.0)")
            #expect(after.1.contains("\"in_flight_now\":0"), "\(after.1)")
            let ends = after.1.matches(of: #/"method":"bench.v1.Echo\/Upload"[^}]*"status":"([^"]*)"/#)
            // Among the recent, and once more among the slow.
            #expect(Set(ends.map { $0.1.lowercased() }) == ["cancelled"], "\(after.1)")
            #expect(ContinuousClock.now - began < .seconds(40))
            stream.cancel()
            try await network.mend()
            try await Self.untilItAnswers(client)
        }
    }

    /// Runs `body` with a client of an echo server at the far end, once the server has answered.
    private static func run(
        _ body: (BenchV1.EchoClient, LossyNetwork) async throws -> Void
    ) async throws {
        try await run(ClientConfiguration()) { client, network, _ in try await body(client, network) }
    }

    private static func run(
        _ configuration: ClientConfiguration, as caller: String = "operator", limits: String = "{}",
        _ body: (BenchV1.EchoClient, LossyNetwork, EchoProcess) async throws -> Void
    ) async throws {
        let network = try await LossyNetwork()
        let server = try await EchoProcess(host: network.address, launcher: network.inside, limits: limits)
        let loops = RPCLoops(threads: 1)
        let client = try server.client(loops, as: caller, configuration: configuration)
        let stub = BenchV1.EchoClient(client)
        // It may not be listening yet.
        try await untilItAnswers(stub)
        try await body(stub, network, server)
        await client.close()
        #expect(await server.stop() == .code(0))
        try await loops.shutdown()
    }

    /// A stream on which nothing more is ever said, once it is open at both ends.
    private static func openStream(_ client: BenchV1.EchoClient) async throws -> Task<BenchV1.EchoReply, any Error> {
        let begun = Counter()
        let stream = Task {
            try await client.upload { writer in
                try await writer.write(.init(id: "stream"))
                begun.add()
                let (never, _) = AsyncStream.makeStream(of: Void.self)
                for await _ in never {}
            }
        }
        while begun.value == 0 { await Task.yield() }
        // What was sent before this has arrived with it.
        _ = try await client.get(.init(id: "begun"), options: .init(timeout: .seconds(60)))
        return stream
    }

    /// Calls until a call goes through; an error when none does in time.
    private static func untilItAnswers(_ client: BenchV1.EchoClient) async throws {
        let patience = ContinuousClock.now + .seconds(30)
        while true {
            do throws(RPCError) {
                _ = try await client.get(.init(id: "hello"), options: .init(timeout: .seconds(20)))
                return
            } catch {
                guard error.code == .unavailable, ContinuousClock.now < patience else { throw error }
            }
        }
    }
}
