import MeshTestKit
import Testing

/// What the README shows in Swift is compiled here as `listprojects`; that it is the same text is a house rule.
@Suite("The README's program in Swift works", .timeLimit(.minutes(10)))
struct SwiftExampleTests {
    @Test("it lists projects of a mesh over mutual TLS", .timeLimit(.minutes(2)))
    func lists() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let account = LocalMesh.freshAccount()
        let project = try await mesh.withAuthor(account: account) { try await $0.createProject("A work in Swift") }
        let token = try mesh.authorization(account: account).dropFirst("Bearer ".count)
        let program = try BuiltProgram.path("listprojects")
        let listing = try await FinishedProgram(
            [program, String(token), "\(mesh.state)/pki", "\(mesh.port)"], logs: mesh.state)
        #expect(listing.exit == .code(0), "\(listing)")
        #expect(listing.output == "\(project) A work in Swift\n")
        let refused = try await FinishedProgram(
            [program, "not.a.token", "\(mesh.state)/pki", "\(mesh.port)"], logs: mesh.state)
        #expect(refused.exit == .code(1) && refused.output.contains("UNAUTHENTICATED"), "\(refused)")
        await service.stop()
    }
}
