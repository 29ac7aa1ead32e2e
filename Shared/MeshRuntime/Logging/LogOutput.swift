#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The open end of a log: a file of our own, or standard error.
struct LogOutput {
    private var descriptor: Int32
    /// Whether it is a file of the disk; pipes and terminals do not grow.
    private(set) var isFile: Bool
    /// How large it is.
    var bytes: Int

    /// Standard error.
    init() {
        descriptor = STDERR_FILENO
        isFile = false
        bytes = 0
    }

    /// Opens `path` for appending, for its owner alone.
    init(path: String) throws(ConfigurationError) {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: SystemError.last.text) }
        let status = Self.status(descriptor)
        isFile = status.map { $0.st_mode & S_IFMT == S_IFREG } ?? false
        bytes = Int(status?.st_size ?? 0)
    }

    /// Writes everything; false when the system took only a part.
    mutating func append(_ text: [UInt8]) -> Bool {
        var rest = text
        while !rest.isEmpty {
            let count = write(descriptor, rest, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest.removeFirst(count)
            bytes += count
        }
        return true
    }

    /// Goes on in `fresh`. Standard output and error follow where they were the same file: what a crash says then stands
    /// in the newest file and not in one that was moved aside.
    mutating func replace(with fresh: LogOutput) {
        for standard in [STDOUT_FILENO, STDERR_FILENO] where isSameFile(as: standard) {
            dup2(fresh.descriptor, standard)
        }
        close(descriptor)
        self = fresh
    }

    /// Whether `other` is open on the same file.
    func isSameFile(as other: Int32) -> Bool {
        guard isFile, let mine = Self.status(descriptor), let theirs = Self.status(other) else { return false }
        return mine.st_dev == theirs.st_dev && mine.st_ino == theirs.st_ino
    }

    private static func status(_ descriptor: Int32) -> stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }
}
