import MeshTestKit

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What the user that runs the tests may do.
enum Privileges {
    static var isRoot: Bool { geteuid() == 0 }

    /// Takes every permission from a file.
    static func forbidReading(_ path: String) throws(SystemFailure) {
        guard chmod(path, 0) == 0 else { throw SystemFailure("chmod \(path)") }
    }
}
