import MeshTestKit

/// OpenSSL's own command, as a peer and as a second opinion.
struct OpenSSLProgram {
    private let folder: TemporaryFolder
    private let process: ChildProcess

    /// Runs `openssl` with `arguments`.
    init(_ arguments: [String]) throws {
        folder = try TemporaryFolder("openssl")
        process = try ChildProcess("openssl", arguments, logs: folder.path, name: "openssl")
    }

    /// A client of the server at `port`, which ends when its input, which is empty, does.
    static func client(port: Int, _ arguments: [String]) throws -> OpenSSLProgram {
        try OpenSSLProgram(["s_client", "-connect", "127.0.0.1:\(port)", "-ign_eof"] + arguments)
    }

    /// Everything it said, on both streams, once it has ended.
    func finish() async throws -> String {
        _ = await process.wait()
        return process.output + process.errors
    }

    /// How it ended.
    func exit() async -> ChildProcess.Exit { await process.wait() }
}
