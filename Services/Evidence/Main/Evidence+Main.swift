import Evidence
import MeshRuntime

/// The evidence service as a process.
@main
struct EvidenceMain {
    static func main() async throws {
        try await MeshRuntime.run(EvidenceNode.self)
    }
}
