#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// How large a log may become before it is moved aside, and how many files of it there are.
package struct LogRotation: Sendable {
    /// A file that a write would take past this is moved aside first.
    package var fileBytesMax = Limits.logFileBytesMax
    /// Files, the one that is written included; at least 1.
    package var filesMax = Limits.logFilesMax

    /// The bounds of every service, unless a test says otherwise.
    package init(fileBytesMax: Int = Limits.logFileBytesMax, filesMax: Int = Limits.logFilesMax) {
        self.fileBytesMax = fileBytesMax
        self.filesMax = max(1, filesMax)
    }

    /// Makes `path` free: `path` becomes `path.1`, `path.1` becomes `path.2`, and the oldest goes. False when `path`
    /// could not be moved.
    func moveAside(_ path: String) -> Bool {
        guard filesMax > 1 else { return unlink(path) == 0 }
        for number in stride(from: filesMax - 2, through: 1, by: -1) {
            // One that is not there leaves a gap, which does no harm.
            _ = rename("\(path).\(number)", "\(path).\(number + 1)")
        }
        return rename(path, path + ".1") == 0
    }
}
