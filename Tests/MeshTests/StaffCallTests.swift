import MeshTestKit
import Testing

@Suite("The tool speaks as a member of the staff")
struct StaffCallTests {
    @Test("with a role of the method it is answered, with another one or none it is refused", .timeLimit(.minutes(2)))
    func roles() async throws {
        let mesh = try LocalMesh()
        try await mesh.whileUp {
            let method = "colophon.evidence.v1.Similarity/ListSimilar"
            let none = try await mesh.colophon("call", method, "--mesh", mesh.meshPath)
            #expect(none.exit == .code(2) && none.errors.contains("SUBJECT_NOT_ALLOWED"), "\(none)")
            let other = try await mesh.colophon("call", method, "--role", "privacy", "--mesh", mesh.meshPath)
            #expect(other.exit == .code(2) && other.errors.contains("ROLE_MISSING"), "\(other)")
            let both = try await mesh.colophon(
                "call", method, "--role", "privacy", "--role", "review", "--mesh", mesh.meshPath)
            #expect(both.exit == .code(0) && both.output == "{}\n", "\(both)")
        }
    }
}
