import CAllocationCount
import Logging
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshTLS
import MeshTestKit
import NIOCore
import NIOPosix

/// Counts what one unary call allocates, client and server together, both in this process and set up as services are:
/// metrics, access and deadline on, spans off. Prints one JSON line for each transport. The argument is a number of calls.
@main
struct AllocationProbe {
    /// Calls before the count, so that pools and tables have grown.
    private static let warmUpCalls = 2_000
    private static let payloadBytes = 256

    private let loops = RPCLoops(threads: 1)
    private let logger = Logger(label: "probe", factory: { _ in SwiftLogNoOpLogHandler() })
    private let authority: TestAuthority
    private let calls: Int

    static func main() async throws {
        let calls = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000
        let probe = AllocationProbe(authority: try TestAuthority(services: ["bench", "operator"]), calls: calls)
        try await probe.run()
    }

    private init(authority: TestAuthority, calls: Int) {
        self.authority = authority
        self.calls = calls
    }

    private func run() async throws {
        let server = try server()
        let inProcess = RPCClient(
            inProcess: server, as: PeerIdentity(trustDomain: "colophon", service: "operator", replica: "1"),
            loop: loops.next(), interceptors: clientInterceptors, logger: logger)
        try await count("in-process", inProcess)
        let address = try await server.start(host: "127.0.0.1", port: 0)
        let tls = try RPCClient(
            service: "bench", endpoints: [.tcp(host: "127.0.0.1", port: address.port ?? 0)],
            credentials: authority.credentials("operator"), loop: loops.next(), interceptors: clientInterceptors,
            logger: logger)
        try await count("tls", tls)
        await server.drain(grace: .zero)
    }

    private func server() throws -> RPCServer {
        let metrics = RPCMetrics(side: .server, methods: BenchV1.EchoMethods.service.methods)
        return RPCServer(
            configuration: ServerConfiguration(credentials: try authority.credentials("bench")),
            services: [EchoEndpoint()],
            interceptors: [
                MetricsInterceptor(metrics: metrics),
                AccessInterceptor(
                    tokens: TokenVerifier(keys: [], audience: "bench", time: SystemTime()), domain: "bench"),
            ],
            loops: loops, logger: logger)
    }

    private var clientInterceptors: [any ClientInterceptor] {
        [MetricsClientInterceptor(metrics: RPCMetrics(side: .client, methods: []))]
    }

    private func count(_ transport: String, _ client: RPCClient) async throws {
        let echo = BenchV1.EchoClient(client)
        let request = BenchV1.EchoRequest(
            id: "0123456789abcdef", seq: 1, payload: [UInt8](repeating: 7, count: Self.payloadBytes))
        let calls = calls
        // On the loop, as a service calls another from within a handler.
        let counted = Task(executorPreference: client.loop) { () async throws -> Int64 in
            for _ in 0..<Self.warmUpCalls { try await Self.call(echo, request) }
            let before = colophon_allocations()
            for _ in 0..<calls { try await Self.call(echo, request) }
            return colophon_allocations() - before
        }
        let total = try await counted.value
        await client.close()
        let hundredths = Int((Double(total) * 100 / Double(calls)).rounded())
        print(
            "{\"transport\":\"\(transport)\",\"calls\":\(calls),\"allocations_per_call\":"
                + "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)}")
    }

    private static func call(_ echo: BenchV1.EchoClient, _ request: BenchV1.EchoRequest) async throws {
        let reply = try await echo.get(request, options: CallOptions(timeout: .seconds(10)))
        precondition(reply.seq == request.seq, "an echo")
    }
}
