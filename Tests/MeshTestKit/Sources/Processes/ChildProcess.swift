import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A program that a test or benchmark started. Its output goes to files; ending it is always by its own pid.
package final class ChildProcess: Sendable {
    /// How a program ended.
    package enum Exit: Sendable, Equatable {
        /// By itself, with this code.
        case code(Int32)
        /// By this signal.
        case signal(Int32)
    }

    /// The program's process id; not used any more after `wait`.
    package let pid: Int32
    /// Where its standard output went.
    package let outputPath: String
    /// Where its standard error went.
    package let errorPath: String
    /// The end of a pipe that is the program's standard input; -1 when it reads nothing.
    private let input: Int32
    private let ended = Mutex<Exit?>(nil)

    /// Starts `program` (an absolute path, or a name to look up) with `arguments`.
    ///
    /// - Parameters:
    ///   - environment: added to this process's own.
    ///   - logs: the folder for its output files, and `name` the start of their names.
    ///   - holdsInput: gives it a pipe as standard input that closes with this object; otherwise there is nothing to read.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], logs: String, name: String,
        holdsInput: Bool = false
    ) throws(SystemFailure) {
        outputPath = "\(logs)/\(name).out"
        errorPath = "\(logs)/\(name).err"

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, flags, 0o600)
        var ends: [Int32] = [-1, -1]
        if holdsInput {
            guard pipe(&ends) == 0 else { throw SystemFailure("make a pipe") }
            posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        Self.keepDescriptorsToOurselves()

        // The mask and handlers of a test runner are not the program's.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = Self.merged(environment).map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        var child: Int32 = 0
        let status = posix_spawnp(&child, program, &actions, &attributes, &words, &variables)
        if holdsInput { close(ends[0]) }
        guard status == 0 else {
            if holdsInput { close(ends[1]) }
            throw SystemFailure("start \(program)", code: status)
        }
        pid = child
        input = holdsInput ? ends[1] : -1
    }

    deinit {
        if input >= 0 { close(input) }
        if ended.withLock({ $0 }) == nil {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
        }
    }

    /// Sends a signal, unless the program has already been waited for.
    package func send(signal: Int32) {
        if ended.withLock({ $0 }) == nil { kill(pid, signal) }
    }

    /// Waits for the program's end, on a thread that may block; every call gives the same answer.
    package func wait() async -> Exit {
        if let known = ended.withLock({ $0 }) { return known }
        return await withCheckedContinuation { continuation in
            NIOThreadPool.singleton.submit { _ in continuation.resume(returning: self.waitBlocking()) }
        }
    }

    /// Whether the program still runs; collects it when it does not.
    package var isRunning: Bool {
        ended.withLock { ended in
            if ended != nil { return false }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return true }
            ended = Self.exit(status)
            return false
        }
    }

    /// Standard output so far.
    package var output: String { (try? WholeFile.text(outputPath)) ?? "" }
    /// Standard error so far.
    package var errors: String { (try? WholeFile.text(errorPath)) ?? "" }

    private func waitBlocking() -> Exit {
        // Waiting without reaping first, so that the lock is not held while the program runs.
        var info = siginfo_t()
        while waitid(P_PID, UInt32(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let exit = Self.exit(status)
            ended = exit
            return exit
        }
    }

    private static func exit(_ status: Int32) -> Exit {
        status & 0x7F == 0 ? .code(status >> 8 & 0xFF) : .signal(status & 0x7F)
    }

    /// Sockets of other tests in this process must not live on in a child. The C library's own way (closefrom) is a GNU
    /// extension that Swift's module does not show.
    private static func keepDescriptorsToOurselves() {
        for name in FileTree.entries("/proc/self/fd") {
            if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
    }

    private static func merged(_ added: [String: String]) -> [String] {
        var variables: [String] = added.map { "\($0)=\($1)" }
        var cursor = environ
        while let entry = cursor.pointee {
            let variable = String(cString: entry)
            let name = variable.prefix { $0 != "=" }
            if added[String(name)] == nil { variables.append(variable) }
            cursor += 1
        }
        return variables
    }
}
