import MeshTestKit
import Testing

extension LocalMesh {
    /// Starts the mesh as a person does, with `colophon up`, runs `body`, and stops it whatever became of that.
    func whileUp<T>(_ body: () async throws -> T) async throws -> T {
        let starting = try await colophon("up", "--mesh", meshPath)
        try #require(starting.exit == .code(0), "\(starting)")
        let result: Result<T, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        let stopping = try await colophon("down")
        #expect(stopping.exit == .code(0), "\(stopping)")
        return try result.get()
    }

    /// Adds a line to the mesh file.
    func addToMeshFile(_ line: String) throws {
        try WholeFile.replace(meshPath, with: WholeFile.text(meshPath) + line + "\n")
    }

    /// What evidence, started by `colophon up`, has logged.
    func upLog() throws -> String { try WholeFile.text("\(state)/log/evidence.log") }
}
