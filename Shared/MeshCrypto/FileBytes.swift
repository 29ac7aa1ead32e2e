#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Reads and writes the small files that hold keys and certificates.
package enum FileBytes {
    /// The bytes at `path`, which may be anyone's to read. Throws `missing`, `unreadable` or `tooLarge`.
    package static func read(
        _ path: String, limitBytes: Int = Limits.keyFileBytesMax
    ) throws(CryptoError) -> [UInt8] {
        try read(path, isPrivate: false, limitBytes: limitBytes)
    }

    /// The bytes at `path`, which only its owner may read; `exposed` otherwise. The mode is taken from the open file,
    /// so that the file looked at is the file read.
    package static func readPrivate(
        _ path: String, limitBytes: Int = Limits.keyFileBytesMax
    ) throws(CryptoError) -> [UInt8] {
        try read(path, isPrivate: true, limitBytes: limitBytes)
    }

    private static func read(
        _ path: String, isPrivate: Bool, limitBytes: Int
    ) throws(CryptoError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .missing(path: path) }
            throw .unreadable(path: path, reason: systemReason())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "it is not a file") }
        let mode = UInt32(status.st_mode & 0o777)
        if isPrivate, mode & 0o077 != 0 { throw .exposed(path: path, mode: mode) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8_192)
        while true {
            let count = chunk.withUnsafeMutableBytes { readSome(descriptor, $0) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(path: path, reason: systemReason())
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
            if bytes.count > limitBytes { throw .tooLarge(path: path, limitBytes: limitBytes) }
        }
    }

    /// Writes a new file of `mode`; `exists` when something is at `path` already. The file appears whole or not at all.
    package static func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(CryptoError) {
        let temporary = try writeBeside(path, bytes, mode: mode)
        defer { unlink(temporary) }
        // A link, unlike a rename, fails when its target exists.
        guard link(temporary, path) == 0 else {
            if errno == EEXIST { throw .exists(path: path) }
            throw .unwritable(path: path, reason: systemReason())
        }
        try synchronizeFolder(of: path)
    }

    /// Puts a whole new file in the place of whatever is at `path`; a reader sees the old one or the new one.
    package static func replace(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(CryptoError) {
        let temporary = try writeBeside(path, bytes, mode: mode)
        guard rename(temporary, path) == 0 else {
            let reason = systemReason()
            unlink(temporary)
            throw .unwritable(path: path, reason: reason)
        }
        try synchronizeFolder(of: path)
    }

    /// Makes the folder `path` for its owner alone; an existing folder is brought to mode 0700.
    package static func makePrivateFolder(_ path: String) throws(CryptoError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .unwritable(path: path, reason: systemReason()) }
        guard chmod(path, 0o700) == 0 else { throw .unwritable(path: path, reason: systemReason()) }
    }

    /// Whether anything is at `path`, a dangling link included.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Puts the file at `path` in the place of whatever is at `target`, in the same folder.
    package static func moveFile(_ path: String, to target: String) throws(CryptoError) {
        guard rename(path, target) == 0 else { throw .unwritable(path: target, reason: systemReason()) }
        try synchronizeFolder(of: target)
    }

    /// Puts the folder at `path` in the place of `target`, which may be an empty folder; `exists` when it is not empty.
    static func moveFolder(_ path: String, to target: String) throws(CryptoError) {
        guard rename(path, withoutTrailingSlashes(target)) == 0 else {
            switch errno {
            case EEXIST, ENOTEMPTY, ENOTDIR: throw .exists(path: target)
            default: throw .unwritable(path: target, reason: systemReason())
            }
        }
        try synchronizeFolder(of: withoutTrailingSlashes(target))
    }

    /// Removes the folder at `path` and the files in it, as far as that goes: for what was never finished.
    static func removeFolder(_ path: String) {
        for name in (try? names(in: path, ending: "")) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// The names in the folder at `path` that end in `suffix`, sorted, without it; no hidden ones.
    package static func names(in path: String, ending suffix: String) throws(CryptoError) -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOENT { throw .missing(path: path) }
            throw .unreadable(path: path, reason: systemReason())
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name.hasSuffix(suffix), !name.hasPrefix(".") { names.append(String(name.dropLast(suffix.count))) }
        }
        return names.sorted()
    }

    /// Whether a folder can be put at `path` without covering anything.
    static func isAbsentOrEmptyFolder(_ path: String) -> Bool {
        guard exists(path) else { return true }
        guard let folder = opendir(path) else { return false }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let isSelfOrParent = withUnsafeBytes(of: entry.pointee.d_name) { name in
                name[0] == UInt8(ascii: ".") && (name[1] == 0 || name[1] == UInt8(ascii: ".") && name[2] == 0)
            }
            if !isSelfOrParent { return false }
        }
        return true
    }

    /// `path` as the name of the folder itself.
    static func withoutTrailingSlashes(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func writeBeside(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(CryptoError) -> String {
        var name = Array((path + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason()) }
        let temporary = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var written = 0
        var reason: String?
        while reason == nil, written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count >= 0 { written += count } else if errno != EINTR { reason = systemReason() }
        }
        if reason == nil, fchmod(descriptor, mode_t(mode)) != 0 { reason = systemReason() }
        if reason == nil, fsync(descriptor) != 0 { reason = systemReason() }
        close(descriptor)
        if let reason {
            unlink(temporary)
            throw .unwritable(path: path, reason: reason)
        }
        return temporary
    }

    private static func synchronizeFolder(of path: String) throws(CryptoError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unwritable(path: folder, reason: systemReason()) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unwritable(path: folder, reason: systemReason()) }
    }

    /// Named apart from `read` above, which hides the system's.
    private static func readSome(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.read(descriptor, target.baseAddress, target.count)
        #else
        Musl.read(descriptor, target.baseAddress, target.count)
        #endif
    }

    private static func systemReason() -> String {
        String(cString: strerror(errno))
    }
}
