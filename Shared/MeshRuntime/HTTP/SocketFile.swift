#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The file of a Unix socket.
enum SocketFile {
    /// Only its owner may connect.
    static func restrict(_ path: String) {
        _ = chmod(path, 0o600)
    }

    static func remove(_ path: String) {
        _ = unlink(path)
    }
}
