/// Where a service with signed requests is.
package struct AliyunEndpoint: Sendable, Equatable {
    /// `https`, or in development `http`.
    package let scheme: String
    /// Host, and port where it is not the scheme's.
    package let authority: String

    /// Parses `https://HOST[:PORT]`; with `allowsPlain` also `http`. Nil for anything else, so that no part of an address
    /// can hide in another.
    package init?(_ text: String, allowsPlain: Bool) {
        let schemes = allowsPlain ? ["https", "http"] : ["https"]
        guard let scheme = schemes.first(where: { text.hasPrefix($0 + "://") }) else { return nil }
        let rest = text.dropFirst(scheme.count + 3)
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2, host.utf8.allSatisfy(Self.isHostByte) else {
            return nil
        }
        if parts.count == 2 {
            guard let port = Int(parts[1]), (1...65_535).contains(port), "\(port)" == parts[1] else { return nil }
        }
        self.scheme = scheme
        authority = String(rest)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
