import FoundationEssentials
import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Starts and stops the processes of services.
enum ServiceProcess {
    /// How often a process that should go is looked at.
    private static let pollMilliseconds = 10
    /// What a service gets beyond its own drain before it is killed.
    private static let stopGraceSeconds = 5
    /// How long the kernel may take to remove a killed process.
    private static let killSeconds = 5

    /// Starts `executable --config configuration` as a daemon: its own session, no terminal, both output streams
    /// appended to `log`, the state folder's parent as its current folder, default signals, no inherited files.
    static func start(executable: String, configuration: String, log: String, folder: StateFolder) throws(Failure)
        -> Int32
    {
        Descriptor.closeOnExecute()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        // `env -C` and `setsid` each replace themselves by the next program, so the number returned is the service's.
        let words = ["env", "-C", folder.base, "setsid", executable, "--config", configuration]
        let arguments = words.map { strdup($0) } + [nil]
        defer { for word in arguments { free(word) } }
        let variables = environmentForServices().map { strdup($0) } + [nil]
        defer { for word in variables { free(word) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, "env", &actions, &attributes, arguments, variables)
        guard result == 0 else {
            throw .refused("cannot start \(executable): \(SystemError.text(of: result))")
        }
        return pid
    }

    /// This process's environment without what speaks to configurations: in a local mesh those come from the mesh file
    /// alone, so that `up` knows when they change.
    private static func environmentForServices() -> [String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("COLOPHON_") }.map { "\($0.key)=\($0.value)" }
    }

    /// How a child of this process ended; nil while it runs.
    static func ending(of pid: Int32) -> String? {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        // wait(2): the low seven bits hold the signal, the next eight the exit code.
        let signal = status & 0x7F
        return signal == 0 ? "exit code \(status >> 8 & 0xFF)" : "signal \(signal)"
    }

    /// Asks a process to end; nothing when it is another one, or gone.
    static func terminate(_ process: ProcessIdentity) {
        if process.isAlive { kill(process.pid, SIGTERM) }
    }

    /// How a stopped process went.
    enum Departure: String, Encodable {
        case drained, killed, stuck
    }

    /// Waits until a process that was asked to end has gone, and kills it when it has had its drain and five seconds.
    static func awaitEnd(
        of process: ProcessIdentity, drainSeconds: Int, time: any TimeSource
    ) async -> Departure {
        if await isGone(process, within: .seconds(drainSeconds + stopGraceSeconds), time: time) { return .drained }
        if process.isAlive { kill(process.pid, SIGKILL) }
        return await isGone(process, within: .seconds(killSeconds), time: time) ? .killed : .stuck
    }

    private static func isGone(_ process: ProcessIdentity, within limit: Duration, time: any TimeSource) async -> Bool {
        let deadline = time.monotonic().advanced(by: limit)
        while process.isAlive {
            guard time.monotonic() < deadline else { return false }
            try? await Task.sleep(for: .milliseconds(pollMilliseconds))
        }
        return true
    }

    /// The last lines that were added to a log since it had `offset` bytes, for a message about a death.
    static func lastLines(of log: String, since offset: Int, count: Int = 8) -> [String] {
        let added = (StateFolder.contents(log) ?? []).dropFirst(offset).suffix(16_384)
        return String(decoding: added, as: UTF8.self).split(separator: "\n").suffix(count).map(String.init)
    }
}
