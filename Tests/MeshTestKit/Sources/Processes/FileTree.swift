#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What lies in folders; for tests that look for what was left behind.
package enum FileTree {
    /// Names of everything inside `folder`, sorted, without `.` and `..`; empty when there is no such folder.
    package static func entries(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether a file or a folder is there.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes a folder, readable by its owner only; the one above it must be there.
    package static func makeFolder(_ path: String) throws(SystemFailure) {
        guard mkdir(path, 0o700) == 0 else { throw SystemFailure("make the folder \(path)") }
    }

    /// Where the symbolic link at `path` leads.
    package static func target(of path: String) throws(SystemFailure) -> String {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &text, text.count)
        guard count >= 0 else { throw SystemFailure("read the link \(path)") }
        return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Paths of everything but folders under `folder`, at any depth, sorted.
    package static func files(below folder: String) -> [String] {
        var found: [String] = []
        for name in entries(folder) {
            let path = "\(folder)/\(name)"
            var status = stat()
            if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                found += files(below: path)
            } else {
                found.append(path)
            }
        }
        return found.sorted()
    }
}
