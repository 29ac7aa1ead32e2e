import MeshTestKit
import Testing

@Suite("A process that does not run", .timeLimit(.minutes(5)))
struct SilentProcessTests {
    @Test("is in the way of no call of another one, and is named by a call of its own")
    func calls() async throws {
        let mesh = try LocalMesh()
        let absent = try Loopback.freePorts(1)[0]
        // Before evidence, so that it is asked first.
        let text = try WholeFile.text(mesh.meshPath)
        let notify = "  notify: { listen: '127.0.0.1:\(absent)', probes: '127.0.0.1:\(absent)' }\n"
        try WholeFile.replace(
            mesh.meshPath, with: text.replacing("  evidence:\n", with: notify + "  evidence:\n", maxReplacements: 1))
        let service = try await mesh.start()
        let made = try await mesh.colophon("call", "Log/GetCheckpoint", "--mesh", mesh.meshPath)
        #expect(made.exit == .code(0), "\(made)")
        let missing = try await mesh.colophon("call", "Messages/Send", "--mesh", mesh.meshPath)
        #expect(missing.exit == .code(3) && missing.errors.contains("notify"), "\(missing)")
        _ = await service.stop()
    }
}
