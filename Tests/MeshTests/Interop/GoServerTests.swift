import Logging
import MeshCrypto
import MeshRPC
import MeshTestKit
import ProtobufC
import Testing

/// We call Debian's `golang-github-containerd-ttrpc-dev`, over mutual TLS. Its version knows unary calls only.
@Suite("A stock Go server is called", .timeLimit(.minutes(3)))
struct GoServerTests {
    private static let frameBytesMax = 4 << 20

    /// The server, and a client of it.
    private struct Peer {
        let authority: TestAuthority
        let process: ChildProcess
        let port: Int
        let client: RPCClient
        var stub: GRPCTesting.TestServiceClient { GRPCTesting.TestServiceClient(client) }

        /// What the server answers to a unary call that asks for `behaviour`.
        func ask(_ behaviour: String, _ options: CallOptions = CallOptions()) async throws -> String {
            var options = options
            options.metadata["rpc-behavior"] = behaviour
            let body = try await stub.unaryCall(.init(), options: options).payload?.body ?? []
            return String(decoding: body, as: UTF8.self)
        }

        /// The connection that the first call opened still serves.
        func expectAlive() async throws {
            let size = try await stub.unaryCall(.init(responseSize: 7)).payload?.body.count
            #expect(size == 7)
            let connections = try await ask("connections")
            #expect(connections == "1")
        }
    }

    private static func start(_ authority: TestAuthority, port: Int = 0, alpn: String = "ttrpc") async throws
        -> ChildProcess
    {
        try ChildProcess(
            try await GoPrograms.shared.value.server,
            ["-pki", authority.local.folder, "-port", "\(port)", "-alpn", alpn],
            logs: authority.folder.path, name: "server-\(port)")
    }

    private static func run(alpn: String = "ttrpc", _ body: (Peer) async throws -> Void) async throws {
        let authority = try TestAuthority(services: ["evidence", "operator"])
        let process = try await start(authority, alpn: alpn)
        let port = try await process.port()
        let loops = RPCLoops(threads: 1)
        let client = RPCClient(
            service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: try authority.credentials("operator"), loop: loops.all[0],
            configuration: ClientConfiguration(base: true), logger: Logger(label: "go"))
        try await client.withClient {
            try await body(Peer(authority: authority, process: process, port: port, client: $0))
        }
        try await loops.shutdown()
    }

    @Test("unary calls, small and large, whether or not it speaks of ALPN", arguments: ["ttrpc", ""])
    func unary(alpn: String) async throws {
        try await Self.run(alpn: alpn) { peer in
            _ = try await peer.stub.emptyCall(.init())
            let answer = try await peer.stub.unaryCall(
                .init(responseSize: 314_159, payload: TestService.payload(271_828)))
            #expect(answer.payload == TestService.payload(314_159))
            try await peer.expectAlive()
        }
    }

    @Test("errors come with code, message and details", arguments: RPCError.Code.allCases)
    func errors(_ code: RPCError.Code) async throws {
        let text = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
        try await Self.run { peer in
            let error = await #expect(throws: RPCError.self) {
                try await peer.stub.unaryCall(.init(responseStatus: .init(code: code.rawValue, message: text)))
            }
            #expect(error?.code == code)
            #expect(error?.message == text)
            #expect(error?.fieldViolations.map(\.field) == ["title"])
            #expect(error?.reason == RPCError.Reason(reason: "NO_TITLE", domain: "test"))
            try await peer.expectAlive()
        }
    }

    @Test("an unknown method and an unknown service are unimplemented; so is a stream, and nobody hangs")
    func unimplemented() async throws {
        try await Self.run { peer in
            let method = await #expect(throws: RPCError.self) { try await peer.stub.unimplementedCall(.init()) }
            #expect(method?.code == .unimplemented)
            let service = await #expect(throws: RPCError.self) {
                try await GRPCTesting.UnimplementedServiceClient(peer.client).unimplementedCall(.init())
            }
            #expect(service?.code == .unimplemented)
            let sent = await #expect(throws: RPCError.self) {
                try await peer.stub.streamingInputCall { writer in
                    for _ in 0..<3 { try await writer.write(.init(payload: TestService.payload(9))) }
                }
            }
            #expect(sent?.code == .unimplemented)
            let received = await #expect(throws: RPCError.self) {
                try await peer.stub.streamingOutputCall(.init()) { responses in for try await _ in responses {} }
            }
            #expect(received?.code == .unimplemented)
            try await peer.expectAlive()
        }
    }

    @Test("metadata arrives whole: a key twice, text beyond ASCII, base64")
    func metadata() async throws {
        try await Self.run { peer in
            var metadata: Metadata = ["x-raw-bin": "q6ur"]
            metadata.append("x-test", "värde")
            metadata.append("x-test", "😈")
            let answer = try await peer.ask("metadata", CallOptions(metadata: metadata))
            #expect(answer == "värde,😈;q6ur")
        }
    }

    @Test("it is told the time that is left, and none when there is none")
    func deadline() async throws {
        try await Self.run { peer in
            let none = try await peer.ask("deadline")
            #expect(none == "none")
            let answer = try await peer.ask("deadline", CallOptions(timeout: .seconds(600)))
            let left = Duration.nanoseconds(try #require(Int64(answer)))
            #expect(left <= .seconds(600) && left > .seconds(540))
        }
    }

    @Test("an answer that comes after the deadline, or after the caller has left, disturbs nobody")
    func lateAnswers() async throws {
        try await Self.run { peer in
            _ = try await peer.stub.emptyCall(.init())
            let late = await #expect(throws: RPCError.self) {
                try await peer.ask("keep-open", CallOptions(timeout: .milliseconds(100)))
            }
            #expect(late?.code == .deadlineExceeded)
            let left = Task { try await peer.ask("keep-open", CallOptions(timeout: .seconds(2))) }
            while try await peer.ask("waiting") != "1" {}
            left.cancel()
            let cancelled = await #expect(throws: RPCError.self) { try await left.value }
            #expect(cancelled?.code == .cancelled)
            // Nobody told the server; it answers at the deadline.
            while try await peer.ask("waiting") != "0" {}
            try await peer.expectAlive()
        }
    }

    @Test("too large a request never leaves, too large an answer fails its call alone; 4 MiB is not too large")
    func oversize() async throws {
        try await Self.run { peer in
            // Three levels of one tag and four bytes of length around the answer's bytes.
            let largest = Int32(Self.frameBytesMax - 15)
            let answer = try await peer.stub.unaryCall(.init(responseSize: largest))
            #expect(answer.payload?.body.count == Int(largest))
            let beyond = await #expect(throws: RPCError.self) {
                try await peer.stub.unaryCall(.init(responseSize: largest + 1))
            }
            #expect(beyond?.code == .resourceExhausted)
            let far = await #expect(throws: RPCError.self) {
                try await peer.stub.unaryCall(.init(responseSize: 3 * largest))
            }
            #expect(far?.code == .resourceExhausted)

            let room = Self.frameBytesMax - Self.requestBytes(body: Self.frameBytesMax - 1_024)
            let body = Self.frameBytesMax - 1_024 + room
            try #require(Self.requestBytes(body: body) == Self.frameBytesMax)
            _ = try await peer.stub.unaryCall(.init(payload: TestService.payload(body)))
            let request = await #expect(throws: RPCError.self) {
                try await peer.stub.unaryCall(.init(payload: TestService.payload(body + 1)))
            }
            #expect(request?.code == .resourceExhausted)
            try await peer.expectAlive()
        }
    }

    /// The size of the frame's payload for a request with `body` bytes.
    private static func requestBytes(body: Int) -> Int {
        TTRPC.Request(
            service: "grpc.testing.TestService", method: "UnaryCall",
            payload: GRPCTesting.SimpleRequest(payload: TestService.payload(body)).serialized()
        ).serialized().count
    }

    @Test("many calls at once share a connection")
    func concurrent() async throws {
        try await Self.run { peer in
            let stub = peer.stub
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<64 {
                    group.addTask {
                        for call in 0..<50 {
                            let size = caller * 50 + call
                            let answer = try await stub.unaryCall(.init(responseSize: Int32(size)))
                            #expect(answer.payload?.body.count ?? 0 == size)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await peer.expectAlive()
        }
    }

    @Test("when it is gone, calls under way say so; when it is back, calls succeed")
    func connectionLoss() async throws {
        try await Self.run { peer in
            let call = Task { try await peer.ask("keep-open") }
            while try await peer.ask("waiting") != "1" {}
            peer.process.send(signal: 9)
            let error = await #expect(throws: RPCError.self) { try await call.value }
            #expect(error?.code == .unavailable)
            _ = await peer.process.wait()
            let again = try await Self.start(peer.authority, port: peer.port)
            let port = try await again.port()
            #expect(port == peer.port)
            // The first call may still hear of the attempt that failed.
            while true {
                do throws(RPCError) {
                    _ = try await peer.stub.emptyCall(.init())
                    break
                } catch {
                    try #require(error.code == .unavailable, "\(error)")
                }
            }
            try await peer.expectAlive()
        }
    }
}
