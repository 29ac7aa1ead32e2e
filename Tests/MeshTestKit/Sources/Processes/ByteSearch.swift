#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Looks for bytes in files that a program has left.
package enum ByteSearch {
    /// Whether `needle`, which is not empty, stands somewhere in `bytes`.
    package static func finds(_ needle: [UInt8], in bytes: [UInt8]) -> Bool {
        precondition(!needle.isEmpty, "nothing stands everywhere")
        return bytes.withUnsafeBytes { bytes in
            needle.withUnsafeBytes { needle in
                guard var from = bytes.baseAddress, let wanted = needle.baseAddress else { return false }
                let end = from + bytes.count
                while end - from >= needle.count {
                    guard let found = memchr(from, Int32(needle[0]), end - from - needle.count + 1) else {
                        return false
                    }
                    if memcmp(found, wanted, needle.count) == 0 { return true }
                    from = UnsafeRawPointer(found) + 1
                }
                return false
            }
        }
    }
}
