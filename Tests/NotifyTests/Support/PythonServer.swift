import MeshRuntime
import MeshTestKit
import Testing

/// A module of Python is missing.
struct NoPythonModule: Error, CustomStringConvertible {
    let description: String

    init(_ name: String) {
        description = "python3 or its module is missing; Tests/run.sh installs it: \(name)"
    }
}

/// A server in Python that a test talks to over its real protocol.
final class PythonServer: Sendable {
    let port: Int
    private let folder: TemporaryFolder
    private let process: ChildProcess

    /// Starts `Python/<script>` with its folder and `arguments`, by the system's own Python, which has Debian's modules.
    init(_ script: String, _ arguments: [String], module: String) async throws {
        let folder = try TemporaryFolder("python")
        let process = try ChildProcess(
            "/usr/bin/python3", [Self.path(script), folder.path] + arguments, logs: folder.path, name: "server")
        try await until { process.output.hasSuffix("\n") || !process.isRunning }
        guard let port = Int(process.output.dropLast()) else {
            throw NoPythonModule("\(module): \(process.errors.suffix(300))")
        }
        self.folder = folder
        self.process = process
        self.port = port
    }

    /// What it wrote down under a name, as JSON lines.
    func notes(_ name: String) -> [JSONDocument] {
        lines(name).compactMap { JSONDocument(Array($0.utf8)) }
    }

    /// What it wrote down under a name, line by line.
    func lines(_ name: String) -> [String] {
        ((try? WholeFile.text(folder.file(name))) ?? "").split(separator: "\n").map(String.init)
    }

    func stop() async {
        process.send(signal: 9)
        _ = await process.wait()
    }

    static func path(_ script: String, file: String = #filePath) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
            + "/Python/\(script)"
    }
}
