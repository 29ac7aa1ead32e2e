import Logging
import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOPosix

/// The echo server as a process of its own: this program again, with `serve-echo`.
final class EchoServer: Sendable {
    private let authority: TestAuthority
    private let process: ChildProcess
    private let port: Int
    private let loops = RPCLoops(threads: 1)

    private init(authority: TestAuthority, process: ChildProcess, port: Int) {
        self.authority = authority
        self.process = process
        self.port = port
    }

    /// Starts the server with keys of its own and waits until it is ready.
    static func start() async throws -> EchoServer {
        let authority = try TestAuthority(services: ["bench", "operator"])
        let ports = try Loopback.freePorts(2)
        let file = authority.folder.file("bench.yaml")
        try WholeFile.replace(file, with: configuration(authority, port: ports[0], probesPort: ports[1]))
        let process = try ChildProcess(
            BuiltProgram.own, ["serve-echo", "--config", file], logs: authority.folder.path, name: "bench",
            holdsInput: true)
        _ = try await RunningService(process, probesPort: ports[1])
        return EchoServer(authority: authority, process: process, port: ports[0])
    }

    /// A client with a connection of its own.
    func client() throws -> RPCClient {
        try RPCClient(
            service: "bench", endpoints: [.tcp(host: "127.0.0.1", port: port)],
            credentials: authority.credentials("operator"), loop: loops.next(),
            logger: Logger(label: "client", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// What the kernel says about the server now.
    func statistics() throws -> ProcessStatistics { try ProcessStatistics(of: process.pid) }

    /// Ends the server.
    func stop() async {
        process.send(signal: 15)
        _ = await process.wait()
    }

    private static func configuration(_ authority: TestAuthority, port: Int, probesPort: Int) -> String {
        let keys = "\(authority.folder.path)/pki"
        return """
            service: bench
            replica: "1"
            environment: development
            listen: 127.0.0.1:\(port)
            probes: 127.0.0.1:\(probesPort)
            inspection: \(authority.folder.path)/bench.sock
            tls: { certificate: \(keys)/bench.pem, key: \(keys)/bench.key, trust: [\(keys)/mesh-ca.pem] }
            tokens: { development_key: \(keys)/token-dev.pub }
            log: { format: json, level: info, file: \(authority.folder.path)/bench.log }
            trace: { exporter: none }
            drain_seconds: 1
            bench: {}

            """
    }
}
