import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Appends one document a line. Several services may name the same file: whoever writes holds it, and moves it aside when
/// it would grow past its bound.
final class SpanFile: SpanDestination {
    private let path: String
    private let rotation: LogRotation
    private let descriptor: Mutex<Int32>

    /// Opens `path` for appending, for its owner alone, and makes it when it is not there.
    init(
        path: String,
        rotation: LogRotation = LogRotation(fileBytesMax: Limits.spanFileBytesMax, filesMax: Limits.spanFilesMax)
    ) throws(ConfigurationError) {
        let opened = Self.opened(path)
        guard opened >= 0 else { throw .unreadable(file: path, reason: SystemError.last.text) }
        self.path = path
        self.rotation = rotation
        descriptor = Mutex(opened)
    }

    deinit {
        descriptor.withLock { _ = close($0) }
    }

    func deliver(_ document: [UInt8]) throws(SpanDeliveryError) {
        let line = document + [UInt8(ascii: "\n")]
        if let reason = descriptor.withLock({ append(line, to: &$0) }) { throw .file(path: path, reason: reason) }
    }

    /// Why the line was not written; nil when it was.
    private func append(_ line: [UInt8], to descriptor: inout Int32) -> String? {
        for _ in 0..<Limits.spanFileTriesMax {
            guard let found = Self.status(descriptor) else { return SystemError.last.text }
            // Pipes and terminals do not grow.
            guard found.st_mode & S_IFMT == S_IFREG else { return put(line, into: descriptor) }
            guard hold(descriptor) else {
                usleep(Limits.spanFilePauseMicroseconds)
                continue
            }
            defer { flock(descriptor, LOCK_UN) }
            // It may have been moved aside, or have grown, before it was held.
            guard let held = Self.status(descriptor) else { return SystemError.last.text }
            if isInPlace(held) {
                guard held.st_size > 0, Int(held.st_size) + line.count > rotation.fileBytesMax else {
                    return put(line, into: descriptor)
                }
                guard rotation.moveAside(path) else { return SystemError.last.text }
            }
            let fresh = Self.opened(path)
            guard fresh >= 0 else { return SystemError.last.text }
            // What was held is let go with it.
            close(descriptor)
            descriptor = fresh
        }
        return "others write it all the time"
    }

    /// Takes the file for this descriptor; false while another one has it.
    private func hold(_ descriptor: Int32) -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Whether what was found open still is the file at the path.
    private func isInPlace(_ found: stat) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_dev == found.st_dev && status.st_ino == found.st_ino
    }

    private func put(_ line: [UInt8], into descriptor: Int32) -> String? {
        var rest = line
        while !rest.isEmpty {
            let count = write(descriptor, rest, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return SystemError.last.text }
            rest.removeFirst(count)
        }
        return nil
    }

    private static func opened(_ path: String) -> Int32 {
        open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    }

    private static func status(_ descriptor: Int32) -> stat? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status : nil
    }
}
