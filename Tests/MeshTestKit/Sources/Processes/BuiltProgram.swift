#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Programs of this project, as the build that made the running one made them.
package enum BuiltProgram {
    /// The path of `name` in the build folder: beside the running program, whether that is a test bundle or a benchmark.
    package static func path(_ name: String) throws(SystemFailure) -> String {
        let path = "\(folder)/\(name)"
        guard access(path, X_OK) == 0 else { throw SystemFailure("run \(path), which `swift build` makes") }
        return path
    }

    /// The running program's own path.
    package static var own: String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
        return String(decoding: bytes.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static var folder: Substring { own[..<(own.lastIndex(of: "/") ?? own.endIndex)] }
}
