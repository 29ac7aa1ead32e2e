import Logging
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOCore

/// Several servers of one service and a client of all of them, on loops of their own.
struct Fleet {
    let servers: [RPCServer]
    let client: RPCClient
    let loops: RPCLoops
    /// Where the servers listen, in their order; empty in-process.
    let endpoints: [Endpoint]

    var stub: GRPCTesting.TestServiceClient { GRPCTesting.TestServiceClient(client) }

    /// Runs `body` with a server for each of `services` and a client of all over `transport`, then takes all down.
    static func run<T>(
        _ transport: Transport, _ services: [TestService], server: ServerLimits = ServerLimits(),
        client: ClientConfiguration = ClientConfiguration(),
        sourcing: Sourcing = .listed, _ body: (Fleet) async throws -> T
    ) async throws -> T {
        var client = client
        client.lookup = sourcing.lookup
        let loops = RPCLoops(threads: 2)
        let authority = try Authority.shared
        var servers: [RPCServer] = []
        var endpoints: [Endpoint] = []
        for service in services {
            let server = RPCServer(
                configuration: ServerConfiguration(
                    credentials: try authority.credentials("evidence"), limits: server),
                services: [service], loops: loops, logger: .silent)
            servers.append(server)
            guard transport == .tls else { continue }
            let port = try await server.start(host: "127.0.0.1", port: 0).port ?? 0
            endpoints.append(.tcp(host: "127.0.0.1", port: port))
        }
        let made =
            switch transport {
            case .inProcess:
                RPCClient(
                    inProcess: servers, as: PeerIdentity(trustDomain: "colophon", service: "operator", replica: "1"),
                    loop: loops.all[1], configuration: client, logger: .silent)
            case .tls:
                RPCClient(
                    service: "evidence", source: try sourcing.source(endpoints),
                    credentials: try authority.credentials("operator"), loop: loops.all[1], configuration: client,
                    logger: .silent)
            }
        let fleet = Fleet(servers: servers, client: made, loops: loops, endpoints: endpoints)
        let result: Result<T, any Error>
        do { result = .success(try await body(fleet)) } catch { result = .failure(error) }
        await made.close()
        for server in servers { await server.drain(grace: .milliseconds(200)) }
        try await loops.shutdown()
        return try result.get()
    }

    /// Services that count their calls in `hits`, one counter each, and answer.
    static func counting(_ hits: [FlowTests.Counter]) -> [TestService] {
        hits.map { hit in
            TestService(empty: { _ in hit.add() })
        }
    }

    /// Waits until the client sees its replicas so; a test that waits in vain is ended by its time limit.
    func wait(until isTrue: ([ReplicaRecord]) -> Bool) async throws {
        try await until { isTrue(await client.replicas()) }
    }
}
