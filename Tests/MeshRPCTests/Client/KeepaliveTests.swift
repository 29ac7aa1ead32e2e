import MeshKernel
import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Synchronization
import Testing

@Suite("Asking whether a server lives", .timeLimit(.minutes(2)))
struct KeepaliveTests {
    /// Runs `body` with a client that pings a server after `interval` milliseconds of silence.
    private static func withClient(
        of server: RawServer, interval: Int64, base: Bool = false,
        _ body: (GRPCTesting.TestServiceClient) async throws -> Void
    ) async throws {
        let loops = RPCLoops(threads: 1)
        let keepalive = KeepalivePolicy(intervalMilliseconds: interval, timeoutMilliseconds: 600_000)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: server.port)],
            credentials: try Authority.shared.credentials("operator"), loop: loops.all[0],
            configuration: ClientConfiguration(base: base, keepalive: keepalive), logger: .silent)
        try await client.withClient { try await body(GRPCTesting.TestServiceClient($0)) }
        try await server.close()
        try await loops.shutdown()
    }

    @Test("while a call is awaited a silent server is pinged, and a base peer is sent nothing that it does not know")
    func base() async throws {
        for base in [false, true] {
            let seen = RetryCallTests.Seen<FrameType?>()
            let server = try await RawServer(base: base) { frame in
                seen.add(frame.header.knownType)
                guard frame.header.knownType == .ping else { return nil }
                var pong = ByteBuffer()
                pong.writePing(0, isAnswer: true)
                return pong
            }
            try await Self.withClient(of: server, interval: 10, base: base) { stub in
                let error = await #expect(throws: RPCError.self) {
                    try await stub.emptyCall(.init(), options: CallOptions(timeout: .milliseconds(500)))
                }
                #expect(error?.code == .deadlineExceeded)
                #expect(seen.all.contains(.ping) == !base)
                if base { #expect(seen.all == [.request]) }
            }
        }
    }

    /// How long the first ping lets itself be waited for on a connection that follows many which the server has ended
    /// with `code`.
    private static func firstPing(after code: RPCError.Code, interval: Int64) async throws -> Duration {
        let goodbyes = 20
        let times = RetryCallTests.Seen<ContinuousClock.Instant>()
        let pinged = Signal(ContinuousClock.Instant.self)
        let server = try await RawServer(byConnection: { connection, frame in
            let stream = frame.header.stream
            switch frame.header.knownType {
            case .request where connection <= goodbyes:
                return [RawServer.empty(stream: stream), RawServer.goAway(last: stream, code: code)]
            case .request: times.add(.now)
            case .ping where connection > goodbyes: pinged.tell(.now)
            default: break
            }
            return []
        })
        var waited = Duration.zero
        try await Self.withClient(of: server, interval: interval) { stub in
            for _ in 0..<goodbyes { _ = try await stub.emptyCall(.init()) }
            let call = Task { try await stub.emptyCall(.init()) }
            let ping = try #require(await pinged.next())
            waited = ping - (try #require(times.all.first))
            call.cancel()
        }
        return waited
    }

    @Test("a server that complains is pinged less, but still pinged; one that only leaves is pinged as before")
    func calm() async throws {
        // 64 times as rarely, give or take the look that comes a little early; a busy machine only makes it later.
        #expect(try await Self.firstPing(after: .resourceExhausted, interval: 20) > .milliseconds(1_200))
        // Else it would be 64 s.
        #expect(try await Self.firstPing(after: .unavailable, interval: 1_000) < .seconds(32))
    }
}
