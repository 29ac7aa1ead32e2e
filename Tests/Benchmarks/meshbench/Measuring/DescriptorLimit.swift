import MeshTestKit

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// How many files and sockets this process may have open; children inherit it.
enum DescriptorLimit {
    /// Raises the soft limit to the hard one, which must reach `count`.
    static func raise(for count: Int) throws {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            throw SystemFailure("read the limit of open files")
        }
        guard limit.rlim_max >= rlim_t(count) else {
            throw BenchmarkFailure("at most \(limit.rlim_max) files may be open, \(count) are needed: ulimit -Hn")
        }
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            throw SystemFailure("raise the limit of open files")
        }
    }
}
