#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A system call of the test kit that did not do its work.
package struct SystemFailure: Error, CustomStringConvertible {
    /// What was tried, in words and with its argument, e.g. "open /proc/1/stat".
    package let action: String
    /// The C library's `errno`.
    package let code: Int32

    /// A failure with a known `errno`; without one, the calling thread's.
    package init(_ action: String, code: Int32? = nil) {
        self.action = action
        self.code = code ?? errno
    }

    package var description: String {
        "\(action): \(String(cString: strerror(code)))"
    }
}
