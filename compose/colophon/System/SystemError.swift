#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What the system says about a failed call, in its own words.
enum SystemError {
    /// The reason of the last failed call of this thread.
    static var current: String { text(of: errno) }

    /// The reason that goes with an error number.
    static func text(of number: Int32) -> String {
        String(cString: strerror(number))
    }
}

extension Error {
    /// The shortest description of an error of another library.
    var reason: String { String(describing: self) }
}
