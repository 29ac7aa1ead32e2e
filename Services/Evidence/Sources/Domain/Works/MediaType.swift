/// A media type without parameters (RFC 6838, section 4.2), in lower case.
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// Bounds of one media type.
    package enum Limits {
        /// Each of the two names.
        package static let nameBytesMax = 127
    }

    /// What is unknown.
    package static let octetStream = MediaType(trusted: "application/octet-stream")

    package let description: String

    private init(trusted text: String) {
        description = text
    }

    /// An empty text is `application/octet-stream`.
    package init(_ text: String) throws(EvidenceError) {
        guard !text.isEmpty else {
            self = .octetStream
            return
        }
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ Self.isRestrictedName($0) }) else { throw .invalidMediaType }
        description = parts.joined(separator: "/")
    }

    private static func isRestrictedName(_ name: Substring) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard let first = name.utf8.first, isAlphanumeric(first), name.utf8.count <= Limits.nameBytesMax else {
            return false
        }
        return name.utf8.allSatisfy { isAlphanumeric($0) || "!#$&-^_.+".utf8.contains($0) }
    }
}
