import MeshAPI
import MeshTestKit
import Testing

/// A program in another language, with a client that knows nothing of us.
@Suite("A stock ttrpc client is served", .timeLimit(.minutes(10)))
struct StockClientTests {
    @Test("the README's program in Go lists projects over mutual TLS", .timeLimit(.minutes(3)))
    func go() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let program = mesh.authority.folder.file("stock-client")
        let building = try await FinishedProgram(
            ["go", "build", "-o", program, Project.path("compose/examples/go/main.go")],
            environment: ["GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": ""], logs: mesh.state)
        try #require(building.exit == .code(0), "\(building)")
        let account = LocalMesh.freshAccount()
        let project = try await mesh.withAuthor(account: account) { try await $0.createProject("A work in Go") }
        let token = try mesh.authorization(account: account).dropFirst("Bearer ".count)
        let call = [
            program, "-pki", "\(mesh.state)/pki", "-address", "127.0.0.1:\(mesh.port)", "-token",
        ]
        let calling = try await FinishedProgram(call + [String(token)], logs: mesh.state)
        #expect(calling.exit == .code(0), "\(calling)")
        #expect(calling.output == "\(project)  0 items  A work in Go\n")
        let refused = try await FinishedProgram(call + ["not.a.token"], logs: mesh.state)
        #expect(refused.exit == .code(1))
        #expect(refused.errors.contains("Unauthenticated"), "\(refused)")
        await service.stop()
    }
}
