import Logging
import MeshKernel
import MeshRPC
import MeshTLS
import NIOPosix

/// How this tool reaches the services of a mesh: their addresses, its own certificate, and tokens for an account.
struct MeshAccess: Sendable {
    /// The service segment of this tool's certificate.
    private static let ownName = "operator"
    /// How long a call may take unless the command says otherwise.
    static let callLimit = Duration.seconds(30)

    let folder: StateFolder
    let mesh: MeshFile
    private let credentials: TLSCredentials
    private let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)

    /// Loads the tool's certificate and the mesh file.
    init(folder: StateFolder, meshPath: String) throws(Failure) {
        self.folder = folder
        mesh = try MeshFile.read(meshPath)
        let files = TLSFiles(
            certificate: "\(folder.keys)/\(Self.ownName).pem", key: "\(folder.keys)/\(Self.ownName).key",
            trust: ["\(folder.keys)/mesh-ca.pem"])
        do {
            credentials = try TLSCredentials(files: files, trustDomain: mesh.trustDomain)
        } catch {
            throw .refused("this tool's certificate cannot be used: \(error)", advice: "Make one: colophon pki init")
        }
    }

    /// Where a service of the mesh file listens.
    func service(_ name: String) throws(Failure) -> MeshFile.Service {
        guard let service = mesh.services.first(where: { $0.name == name }) else {
            throw .refused(
                "the mesh has no service \(name)",
                advice: "It has \(mesh.services.map(\.name).joined(separator: ", ")).")
        }
        return service
    }

    /// Runs `body` with a client of one service, and closes the client after it.
    func withClient<T: Sendable>(
        of service: MeshFile.Service, _ body: (RPCClient) async throws -> T
    ) async throws -> T {
        var logger = Logger(label: "colophon")
        // What goes wrong on the way is said by the error of the call, once.
        logger.logLevel = .critical
        let client = RPCClient(
            service: service.name, endpoints: [.tcp(host: service.listen.host, port: service.listen.port)],
            credentials: credentials, loop: loops.next(), logger: logger)
        return try await Self.translating(service) { try await client.withClient(body) }
    }

    /// Runs `body` and says every failure of a call in this tool's terms.
    private static func translating<T>(
        _ service: MeshFile.Service, _ body: () async throws -> T
    ) async throws -> T {
        do {
            return try await body()
        } catch let error as RPCError {
            throw Failure.evidence(error, from: service) ?? Failure(error, from: service)
        }
    }
}
