#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Small files read and written in one call; for tests and benchmarks, which may block.
package enum WholeFile {
    private static let pieceBytes = 65_536

    /// Everything that can be read from `path`; also of files without a size, as `/proc` has them.
    package static func contents(_ path: String) throws(SystemFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        while true {
            let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw SystemFailure("read \(path)") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    /// The file's text; what is not UTF-8 shows as replacement characters.
    package static func text(_ path: String) throws(SystemFailure) -> String {
        String(decoding: try contents(path), as: UTF8.self)
    }

    /// Creates or replaces `path`, readable by its owner only.
    package static func replace(_ path: String, with bytes: some Collection<UInt8>) throws(SystemFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFailure("create \(path)") }
        defer { close(descriptor) }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemFailure("write \(path)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Creates or replaces `path` with text.
    package static func replace(_ path: String, with text: String) throws(SystemFailure) {
        try replace(path, with: text.utf8)
    }

    /// Creates or replaces `path` with `bytes` zeros that take no place on the disk.
    package static func makeSparse(_ path: String, bytes: Int) throws(SystemFailure) {
        try replace(path, with: "")
        guard truncate(path, bytes) == 0 else { throw SystemFailure("extend \(path)") }
    }

    /// Changes the first byte of a file in its place.
    package static func overwriteFirstByte(_ path: String, with byte: UInt8) throws(SystemFailure) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
        defer { close(descriptor) }
        var byte = byte
        guard pwrite(descriptor, &byte, 1, 0) == 1 else { throw SystemFailure("write \(path)") }
    }

    /// The size of all files below `folder`, without those whose path begins with `prefix`.
    package static func totalBytes(below folder: String, except prefix: String) -> Int {
        var total = 0
        for path in FileTree.files(below: folder) where !path.hasPrefix(prefix) {
            var status = stat()
            // A file that has gone since it was listed counts nothing.
            if stat(path, &status) == 0 { total += Int(status.st_size) }
        }
        return total
    }
}
