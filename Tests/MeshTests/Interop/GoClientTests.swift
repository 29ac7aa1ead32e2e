import Logging
import MeshCrypto
import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

/// Debian's `golang-github-containerd-ttrpc-dev` calls us, over mutual TLS. Its version knows unary calls only.
@Suite("A stock Go client is served", .timeLimit(.minutes(3)))
struct GoClientTests {
    private static let cases = [
        "unary", "errors", "unimplemented", "metadata", "timeout", "server-timeout", "oversize-request",
        "oversize-response", "largest-frame", "concurrent",
    ]

    // MARK: - By meshbench

    /// `meshbench interop serve` with keys of its own.
    private struct Served {
        let authority: TestAuthority
        let process: ChildProcess
        let port: Int

        init() async throws {
            authority = try TestAuthority(services: ["evidence", "operator"])
            process = try ChildProcess(
                BuiltProgram.path("meshbench"), ["interop", "serve", "--certs", authority.local.folder],
                logs: authority.folder.path, name: "meshbench")
            port = try await process.port()
        }
    }

    @Test("over one connection, by meshbench interop serve", arguments: cases)
    func single(_ name: String) async throws {
        let served = try await Served()
        try await Self.expect([name], of: served.authority, port: served.port)
    }

    @Test("every case after the other on the same connection, with our ALPN and without", arguments: ["ttrpc", ""])
    func all(alpn: String) async throws {
        let served = try await Served()
        try await Self.expect(Self.cases, of: served.authority, port: served.port, alpn: alpn)
    }

    @Test("and told when the server is gone")
    func serverLoss() async throws {
        let served = try await Served()
        let client = try await Self.client(["connection-loss"], of: served.authority, port: served.port)
        #expect(await client.line(with: "waiting") != nil, "\(client.errors)")
        served.process.send(signal: 9)
        let exit = await client.wait()
        #expect(exit == .code(0), "\(client.errors)")
    }

    // MARK: - By a server that watches

    /// A server of `service` in this process, to which base ttrpc is open.
    private static func serve(
        _ service: TestService, _ body: (TestAuthority, Int, RPCServer) async throws -> Void
    ) async throws {
        let authority = try TestAuthority(services: ["evidence", "operator"])
        let loops = RPCLoops(threads: 1)
        let server = RPCServer(
            configuration: ServerConfiguration(
                credentials: try authority.credentials("evidence"), policy: ServerPolicy(baseCallers: ["operator"])),
            services: [service], loops: loops, logger: Logger(label: "go"))
        let port = try #require(try await server.start(host: "127.0.0.1", port: 0).port)
        try await body(authority, port, server)
        await server.drain(grace: .zero)
        try await loops.shutdown()
    }

    @Test("details of an error arrive as google.rpc messages")
    func details() async throws {
        let service = TestService(unary: { _, _ in
            throw RPCError.invalidArgument("no title", field: "title").withReason("NO_TITLE", domain: "test")
        })
        try await Self.serve(service) { authority, port, _ in
            try await Self.expect(["details"], of: authority, port: port)
        }
    }

    @Test("its metadata arrives whole: a key twice, text beyond ASCII, base64")
    func metadata() async throws {
        let service = TestService(unary: { _, context in
            let text = context.metadata.values(for: "x-test").joined(separator: ",")
            let binary = context.metadata.values(for: "x-raw-bin").joined(separator: ",")
            return .init(payload: .init(body: Array("\(text);\(binary)".utf8)))
        })
        try await Self.serve(service) { authority, port, _ in
            try await Self.expect(["echoed-metadata"], of: authority, port: port)
        }
    }

    @Test("its deadline ends the handler, not the connection")
    func deadline() async throws {
        try await Self.serve(TestService()) { authority, port, server in
            try await Self.expect(["timeout"], of: authority, port: port)
            while await !server.calls().inFlight.isEmpty { await Task.yield() }
            #expect(await Set(server.calls().recent.map(\.status)) == ["DEADLINE_EXCEEDED", "OK"])
        }
    }

    @Test("when it disappears, its calls are cancelled and its connection is forgotten")
    func clientLoss() async throws {
        try await Self.serve(TestService()) { authority, port, server in
            let client = try await Self.client(["connection-loss"], of: authority, port: port)
            while await server.calls().inFlight.isEmpty, client.isRunning { await Task.yield() }
            client.send(signal: 9)
            while await !server.connections().isEmpty { await Task.yield() }
            #expect(await server.calls().recent.map(\.status) == ["OK", "CANCELLED"])
        }
    }

    // MARK: - Running it

    private static func client(
        _ cases: [String], of authority: TestAuthority, port: Int, alpn: String = "ttrpc"
    ) async throws -> ChildProcess {
        try ChildProcess(
            try await GoPrograms.shared.value.client,
            ["-pki", authority.local.folder, "-address", "127.0.0.1:\(port)", "-alpn", alpn] + cases,
            logs: authority.folder.path, name: "client")
    }

    /// Runs the client, which judges by itself, to its end.
    private static func expect(
        _ cases: [String], of authority: TestAuthority, port: Int, alpn: String = "ttrpc"
    ) async throws {
        let client = try await client(cases, of: authority, port: port, alpn: alpn)
        let exit = await client.wait()
        #expect(exit == .code(0), "\(client.errors)")
        #expect(client.output == cases.map { "\($0) ok\n" }.joined())
    }
}
