#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Calls on open files, with interrupted ones repeated.
enum Descriptor {
    /// Writes every byte; the error number when that fails.
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(1 << 20))
            let count = write(descriptor, chunk, chunk.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// Up to `count` bytes; empty at the end of the file; nil with `errno` set when it cannot be read.
    static func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        var received: Int
        repeat {
            #if canImport(Glibc)
            received = Glibc.read(descriptor, &buffer, count)
            #else
            received = Musl.read(descriptor, &buffer, count)
            #endif
        } while received < 0 && errno == EINTR
        guard received >= 0 else { return nil }
        buffer.removeLast(count - received)
        return buffer
    }

    /// Keeps every open file but the standard streams out of processes started from here: a pipe or lock that this
    /// process inherited would otherwise live as long as the service.
    static func closeOnExecute() {
        guard let folder = opendir("/proc/self/fd") else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let number = Int32(name), number > STDERR_FILENO { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        }
    }
}
