#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The file whose lock says that this process, and this `Store` of it, owns the store.
///
/// `flock` belongs to the open file and not to the process, so that a second store in one process is refused too, and the
/// kernel lets go of it when the process dies in whatever way.
package final class LockFile: Sendable {
    private let descriptor: Int32

    /// Takes the lock at `path` or throws `StoreError.locked` at once.
    package init(path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unopenable(path: path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw .locked(path: path, holder: holder)
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw .unopenable(path: path, reason: reason)
        }
        self.descriptor = descriptor
    }

    /// Lets go, before anybody is told that the store is closed.
    package func release() {
        flock(descriptor, LOCK_UN)
    }

    deinit {
        // Closing alone would leave the lock to a child that is just being started and has not replaced its image yet.
        release()
        close(descriptor)
    }

    /// The process id that the holder wrote.
    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
