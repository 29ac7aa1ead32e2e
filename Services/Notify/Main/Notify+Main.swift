import MeshRuntime
import Notify

/// The notify service as a process.
@main
struct NotifyMain {
    static func main() async throws {
        try await MeshRuntime.run(NotifyNode.self)
    }
}
