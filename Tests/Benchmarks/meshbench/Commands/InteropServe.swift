import ArgumentParser
import Logging
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Serves until it is killed.
struct InteropServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve grpc.testing.TestService and ttrpc.integration.streaming.Streaming over mutual TLS 1.3.",
        discussion: """
            The folder is one that `colophon pki init` makes: SERVICE.pem and SERVICE.key for this side, mesh-ca.pem for \
            whom to trust. A client needs a certificate of the same authority, e.g. operator.pem, and finds \
            spiffe://colophon/SERVICE/… in ours. ALPN colophon/1, ttrpc, or none at all; base ttrpc is open to every \
            caller. The first line printed is the port.
            """)

    @Option(help: "Port on 127.0.0.1; 0 takes a free one.")
    var port = 0

    @Option(help: "Folder with the certificates.")
    var certs: String

    @Option(help: "Service segment of the certificate to serve with.")
    var service = "evidence"

    @Option(help: "Trust domain of the certificates.")
    var trustDomain = "colophon"

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is from 0 to 65535") }
    }

    func run() async throws {
        let credentials = try TLSCredentials(
            files: TLSFiles(
                certificate: "\(certs)/\(service).pem", key: "\(certs)/\(service).key",
                trust: ["\(certs)/mesh-ca.pem"]),
            trustDomain: trustDomain)
        let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)
        let server = RPCServer(
            configuration: ServerConfiguration(
                credentials: credentials, policy: ServerPolicy(baseCallers: ["*"])),
            services: [TestService(), StreamingService()], loops: loops, logger: Logger(label: "interop"))
        let address = try await server.start(host: "127.0.0.1", port: port)
        print(address.port ?? 0)
        // Whoever started this waits for that line, and a pipe is not flushed by itself.
        fflush(nil)
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }
}
