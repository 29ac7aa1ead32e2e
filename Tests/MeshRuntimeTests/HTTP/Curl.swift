import NIOPosix

@testable import MeshRuntime

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The `curl` program, asked as a stranger would ask.
enum Curl {
    struct Answer {
        var status: Int
        var contentType: String
        var body: String
    }

    struct Failure: Error {
        var exitCode: Int32
    }

    /// Runs curl with `arguments`, off the cooperative pool. A machine without curl fails the test.
    static func get(_ arguments: String...) async throws -> Answer {
        let output = try await Program.run(
            "/usr/bin/curl",
            ["-sS", "--max-time", "10", "-w", "\n%{http_code} %{content_type}"] + arguments)
        guard output.exitCode == 0 else { throw Failure(exitCode: output.exitCode) }
        let cut = output.text.lastIndex(of: "\n") ?? output.text.startIndex
        let tail = output.text[output.text.index(after: cut)...].split(separator: " ", maxSplits: 1)
        return Answer(
            status: Int(tail[0]) ?? 0, contentType: tail.count > 1 ? String(tail[1]) : "",
            body: String(output.text[..<cut]))
    }
}

/// Another program, run to its end.
enum Program {
    struct Output {
        var exitCode: Int32
        var text: String
    }

    static func run(_ path: String, _ arguments: [String]) async throws -> Output {
        try await NIOThreadPool.singleton.runIfActive { try runBlocking(path, arguments) }
    }

    private static func runBlocking(_ path: String, _ arguments: [String]) throws -> Output {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let process = try ChildProcess(path, arguments, output: folder.path("out"))
        let exitCode = process.wait()
        return Output(exitCode: exitCode, text: try folder.text("out"))
    }
}

/// A process of ours, ended by its own number.
final class ChildProcess: Sendable {
    let number: pid_t

    /// Starts `path`; standard output and error go to the file `output`.
    init(_ path: String, _ arguments: [String], output: String, environment: [String: String] = [:]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, path, &actions, nil, &argv, &envp)
        guard code == 0 else { throw SystemError(number: code) }
        number = pid
    }

    func signal(_ number: Int32) { kill(self.number, number) }

    /// The exit code, or minus the signal that ended it. Blocks.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    /// The same, off the cooperative pool.
    func ended() async throws -> Int32 {
        try await NIOThreadPool.singleton.runIfActive { self.wait() }
    }
}
