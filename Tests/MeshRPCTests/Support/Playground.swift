import Logging
import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOCore

/// A server and a client of it for one test, on loops of their own.
struct Playground {
    let server: RPCServer
    let client: RPCClient
    let loops: RPCLoops
    /// Where the server listens; 0 in-process.
    let port: Int
    /// Makes one more client of the same caller.
    let another: () throws -> RPCClient

    var stub: GRPCTesting.TestServiceClient { GRPCTesting.TestServiceClient(client) }

    /// Runs `body` with a server of `service` and a client of it over `transport`, then takes both down.
    static func run<T>(
        _ transport: Transport, _ service: any RPCService = TestService(), caller: String = "operator",
        server: ServerLimits = ServerLimits(), client: ClientConfiguration = ClientConfiguration(),
        baseCallers: [String] = [], policy: ServerPolicy? = nil, interceptors: [any ServerInterceptor] = [],
        clientInterceptors: [any ClientInterceptor] = [], time: any TimeSource = SystemTime(),
        logger: Logger = .silent,
        _ body: (Playground) async throws -> T
    ) async throws -> T {
        let loops = RPCLoops(threads: 2, time: time)
        let authority = try Authority.shared
        let rpc = RPCServer(
            configuration: ServerConfiguration(
                credentials: try authority.credentials("evidence"), limits: server,
                policy: policy ?? ServerPolicy(baseCallers: baseCallers)),
            services: [service], interceptors: interceptors, loops: loops, time: time, logger: logger)
        var port = 0
        if transport == .tls { port = try await rpc.start(host: "127.0.0.1", port: 0).port ?? 0 }
        let listening = port
        let another: () throws -> RPCClient = {
            switch transport {
            case .inProcess:
                RPCClient(
                    inProcess: rpc, as: PeerIdentity(trustDomain: "colophon", service: caller, replica: "1"),
                    loop: loops.all[1], configuration: client, interceptors: clientInterceptors, logger: logger)
            case .tls:
                RPCClient(
                    service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: listening)],
                    credentials: try authority.credentials(caller), loop: loops.all[1], configuration: client,
                    interceptors: clientInterceptors, logger: logger)
            }
        }
        let made = try another()
        let playground = Playground(server: rpc, client: made, loops: loops, port: port, another: another)
        let result: Result<T, any Error>
        do { result = .success(try await body(playground)) } catch { result = .failure(error) }
        await made.close()
        await rpc.drain(grace: .milliseconds(200))
        try await loops.shutdown()
        return try result.get()
    }
}
