#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What a longer run than the usual sets.
enum Environment {
    /// The number in a variable; `otherwise` when there is none.
    static func count(_ name: String, otherwise: Int) -> Int {
        getenv(name).flatMap { Int(String(cString: $0)) } ?? otherwise
    }
}
