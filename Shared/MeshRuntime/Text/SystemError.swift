#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A number that the system gave for a failure, and its words.
struct SystemError: Error, Sendable, Equatable {
    let number: Int32

    /// The failure of the call just made on this thread.
    static var last: SystemError { SystemError(number: errno) }

    /// The system's own words, e.g. `No such file or directory`.
    var text: String { String(cString: strerror(number)) }
}
