import MeshRPC
import MeshRuntime

/// The echo as a service of the mesh, with everything that the runtime gives to any service.
struct EchoBench: MeshService {
    /// It has nothing to configure.
    struct Configuration: Decodable, Sendable {}

    static let name = "bench"
    let services: [any RPCService] = [EchoEndpoint()]

    init(configuration: Configuration, runtime: RuntimeEnvironment) async throws {}
}
