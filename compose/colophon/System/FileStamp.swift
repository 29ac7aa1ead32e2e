#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What tells that a file is still the one it was: device, number, size, time of the last change.
struct FileStamp: Sendable, Equatable {
    let device: UInt64
    let number: UInt64
    /// Bytes.
    let size: Int64
    let modifiedNanoseconds: Int64
    private let mode: UInt32

    /// The stamp of an open file.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The stamp of the file at `path`, links followed; nil, with `errno` set, when there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modifiedNanoseconds = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        mode = UInt32(status.st_mode)
    }

    var isRegular: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFREG) }
    var isFolder: Bool { mode & UInt32(S_IFMT) == UInt32(S_IFDIR) }
}
