import Logging
import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit

/// The benchmarks' echo server as a process of its own.
final class EchoProcess: Sendable {
    /// Keys of `bench`, the server, and of its callers.
    let authority: TestAuthority
    /// Where it listens.
    let host: String
    let port: Int
    private let process: ChildProcess

    /// Starts it, with `limits` as its file has them. Where its probes can be reached, on this machine's own loopback, it
    /// is ready on return.
    init(host: String = "127.0.0.1", launcher: [String] = [], limits: String = "{}") async throws {
        authority = try TestAuthority(services: ["bench", "operator", "gateway"])
        self.host = host
        let ports = try Loopback.freePorts(2)
        port = ports[0]
        let folder = authority.folder
        let keys = "\(folder.path)/pki"
        try WholeFile.replace(
            folder.file("bench.yaml"),
            with: """
                service: bench
                replica: "1"
                environment: development
                listen: \(host):\(port)
                probes: 127.0.0.1:\(ports[1])
                inspection: \(folder.file("bench.sock"))
                tls: { certificate: \(keys)/bench.pem, key: \(keys)/bench.key, trust: [\(keys)/mesh-ca.pem] }
                tokens: { development_key: \(keys)/token-dev.pub }
                log: { format: json, level: info, file: \(folder.file("bench.log")) }
                trace: { exporter: none }
                base_callers: [gateway]
                limits: \(limits)
                drain_seconds: 1
                bench: {}

                """)
        let words =
            launcher + [try BuiltProgram.path("meshbench"), "serve-echo", "--config", folder.file("bench.yaml")]
        process = try ChildProcess(
            words[0], Array(words.dropFirst()), logs: folder.path, name: "bench", holdsInput: true)
        if host == "127.0.0.1" { _ = try await RunningService(process, probesPort: ports[1]) }
    }

    /// A client of it with a connection of its own; `port` is another when something lies between.
    func client(
        _ loops: RPCLoops, as caller: String = "operator", port other: Int? = nil,
        configuration: ClientConfiguration = ClientConfiguration()
    ) throws -> RPCClient {
        try RPCClient(
            service: "bench", endpoints: [.tcp(host: host, port: other ?? port)],
            credentials: authority.credentials(caller), loop: loops.next(), configuration: configuration,
            logger: .unheard)
    }

    /// One of its inspection pages. Its socket is a file: it can be reached whatever the network does.
    func page(_ name: String) async throws -> String {
        let socket = authority.folder.file("bench.sock")
        let program = try await FinishedProgram(
            ["curl", "-sS", "--max-time", "20", "--unix-socket", socket, "http://x/\(name)?format=json"],
            logs: authority.folder.path)
        guard program.exit == .code(0) else { throw NetworkFailure(words: program.errors) }
        return program.output
    }

    /// Its memory and processor time now.
    func statistics() throws -> ProcessStatistics { try ProcessStatistics(of: process.pid) }

    /// How much its memory has grown, KiB. The larger of all that is resident and of what is private, for a service
    /// lets go of its program's pages from time to time, which would hide growth elsewhere.
    func kibibytesGrown(since empty: ProcessStatistics) throws -> Int {
        let now = try statistics()
        return max(
            now.residentKibibytes - empty.residentKibibytes, now.privateKibibytes - empty.privateKibibytes)
    }

    /// Ends it.
    func stop() async -> ChildProcess.Exit {
        process.send(signal: 15)
        return await process.wait()
    }
}
