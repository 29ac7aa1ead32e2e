import MeshTestKit
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Containerd's own client and server, built once for all tests from `Go/` and the Go sources of the system's packages.
struct GoPrograms {
    /// The one building; whoever comes first waits for it.
    static let shared = Task { try await GoPrograms() }

    /// What the Go compiler says.
    struct BuildFailure: Error, CustomStringConvertible {
        let description: String
    }

    private let folder: TemporaryFolder

    /// The path of the client.
    var client: String { folder.file("client") }
    /// The path of the server.
    var server: String { folder.file("server") }

    private init() async throws {
        folder = try TemporaryFolder("go")
        let sources = folder.file("path/src")
        try FileTree.makeFolder(folder.file("path"))
        try FileTree.makeFolder(sources)
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        guard symlink("\(here)/Go", "\(sources)/interop") == 0 else { throw SystemFailure("link the Go sources") }
        for program in ["client", "server"] {
            let building = try await FinishedProgram(
                ["go", "build", "-o", folder.file(program), "interop/\(program)"],
                environment: [
                    "GO111MODULE": "off", "GOPATH": folder.file("path") + ":/usr/share/gocode", "GOFLAGS": "",
                ], logs: folder.path)
            // An error, not an expectation: every test that needs the programs must fail, not only the first.
            guard building.exit == .code(0) else { throw BuildFailure(description: building.errors) }
        }
    }
}

extension ChildProcess {
    /// Waits until the program has printed a whole line that holds `text`, and returns the first such line; nil when it
    /// ends without.
    func line(with text: String = "") async -> Substring? {
        while true {
            let wasRunning = isRunning
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.contains(text) }) { return line }
            guard wasRunning else { return nil }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Waits for the port that the program prints as its first line.
    func port() async throws -> Int {
        let line = try #require(await line(), "\(errors)")
        return try #require(Int(line))
    }
}
