#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The store's place in the file system.
enum StoreFile {
    /// Makes the file, readable by its owner only: SQLite gives its companions the same mode.
    static func prepare(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unopenable(path: path, reason: String(cString: strerror(errno))) }
        close(descriptor)
    }

    /// Makes the file's name itself durable: a synced file without a synced folder may be gone after a power cut.
    static func synchronise(_ path: String) throws(StoreError) {
        let folder = folder(of: path)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unopenable(path: folder, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .unopenable(path: folder, reason: String(cString: strerror(errno)))
        }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
