import MeshTestKit

/// The `curl` program, asked as a stranger would ask. A machine without it fails the test.
enum Curl {
    struct Answer {
        var status: Int
        var contentType: String
        var body: String
    }

    struct Failure: Error {
        var exit: ChildProcess.Exit
        var errors: String
    }

    static func get(_ arguments: String...) async throws -> Answer {
        let folder = try TemporaryFolder("curl")
        let program = try await FinishedProgram(
            ["curl", "-sS", "--max-time", "10", "-w", "\n%{http_code} %{content_type}"] + arguments,
            logs: folder.path)
        guard program.exit == .code(0) else { throw Failure(exit: program.exit, errors: program.errors) }
        let output = program.output
        let cut = output.lastIndex(of: "\n") ?? output.startIndex
        let tail = output[output.index(after: cut)...].split(separator: " ", maxSplits: 1)
        return Answer(
            status: Int(tail[0]) ?? 0, contentType: tail.count > 1 ? String(tail[1]) : "",
            body: String(output[..<cut]))
    }
}
