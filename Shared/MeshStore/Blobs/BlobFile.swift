#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A file of the blob store, open.
final class BlobFile: Sendable {
    let path: String
    private let descriptor: Int32

    /// Makes a new file, readable by its owner only.
    init(creating path: String) throws(BlobError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.error(path) }
        self.path = path
    }

    /// Opens a file to write over it from its beginning; `missing` when there is none.
    init(overwriting path: String, missing: String) throws(BlobError) {
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing(missing) : Self.error(path) }
        self.path = path
    }

    /// Opens a file to read, `missing` when there is none.
    init(reading path: String, missing: String) throws(BlobError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing(missing) : Self.error(path) }
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Writes all of `bytes` after what was written before.
    func append(_ bytes: [UInt8]) throws(BlobError) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw Self.error(path) }
            done += written
        }
    }

    /// `count` bytes from `offset`; fewer only at the end of the file.
    func read(_ count: Int, at offset: Int) throws(BlobError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw Self.error(path) }
            if got == 0 { break }
            done += got
        }
        return done == count ? bytes : Array(bytes.prefix(done))
    }

    /// Bytes in the file.
    func size() throws(BlobError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.error(path) }
        return Int(status.st_size)
    }

    /// Returns when the file's bytes are on the disk.
    func synchronise() throws(BlobError) {
        guard fsync(descriptor) == 0 else { throw Self.error(path) }
    }

    static func error(_ path: String) -> BlobError {
        errno == ENOSPC || errno == EDQUOT ? .full : .files(path: path, reason: String(cString: strerror(errno)))
    }
}
