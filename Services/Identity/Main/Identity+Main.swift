import Identity
import MeshRuntime

/// The identity service as a process.
@main
struct IdentityMain {
    static func main() async throws {
        try await MeshRuntime.run(IdentityNode.self)
    }
}
