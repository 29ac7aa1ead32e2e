#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A folder of a test's own, removed with everything in it when the last reference goes.
package final class TemporaryFolder: Sendable {
    /// Its absolute path.
    package let path: String

    /// Makes a folder under `TMPDIR`, or `/tmp`, whose name begins with `name`.
    package init(_ name: String = "colophon") throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TemporaryFolderError(reason: String(cString: strerror(errno))) }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        Self.remove(path)
    }

    /// The path of `name` in it.
    package func file(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Removes the files in it whose names begin with `beginning`; how many there were.
    package func removeFiles(beginning: String) -> Int {
        let names = FileTree.entries(path).filter { $0.hasPrefix(beginning) }
        for name in names { unlink(file(name)) }
        return names.count
    }

    private static func remove(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard name != "." && name != ".." else { continue }
                let inside = "\(path)/\(name)"
                var status = stat()
                // The link and not what it points to: nothing outside is ever removed.
                if lstat(inside, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR {
                    remove(inside)
                } else {
                    unlink(inside)
                }
            }
            closedir(folder)
        }
        rmdir(path)
    }
}

/// No temporary folder could be made.
package struct TemporaryFolderError: Error {
    /// What the system said.
    package let reason: String
}
