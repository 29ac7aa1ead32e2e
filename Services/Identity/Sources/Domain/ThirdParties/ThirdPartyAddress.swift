/// Where something of a third party is, or where it sends people back to: `https://host[:port][/path][?query]`, and
/// `http` where a caller takes that. Read strictly, so that no part of an address can hide in another.
package struct ThirdPartyAddress: Sendable, Hashable {
    /// Bounds of addresses.
    package enum Limits {
        /// Longest address.
        package static let bytesMax = 1_024
    }

    /// Why a text is no such address.
    package enum Fault: Error, Sendable, Equatable {
        case tooLong
        /// Neither `https` nor `http`.
        case scheme
        /// A character that addresses do not have (RFC 3986).
        case character
        /// A part behind `#`, which no endpoint has (RFC 6749, sections 3.1 and 3.1.2).
        case fragment
        /// A name or password in it.
        case credentials
        /// No host, or none that could be one.
        case host
        case port
    }

    /// The address as it was given, to the letter.
    package let text: String
    /// Whether it is spoken to over TLS.
    package let isSecure: Bool

    /// Reads an address.
    package init(_ text: String) throws(Fault) {
        guard text.utf8.count <= Limits.bytesMax else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) }) else {
            throw .character
        }
        isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { throw .scheme }
        guard !text.contains("#") else { throw .fragment }
        let authority = text.dropFirst(isSecure ? 8 : 7).prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw .credentials }
        var host = authority
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            let port = authority[authority.index(after: colon)...]
            guard let number = Int(port), (1...65_535).contains(number), "\(number)" == port else { throw .port }
            host = authority[..<colon]
        }
        guard Self.isHost(host) else { throw .host }
        self.text = text
    }

    /// An address over TLS that stands in this program.
    package init(secure text: StaticString) {
        self.text = "\(text)"
        isSecure = true
    }

    /// The address with parameters behind those that it has (RFC 6749, section 3.1).
    package func with(_ query: FormParameters) -> String {
        text + (text.contains("?") ? "&" : "?") + query.encoded
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            return host.dropFirst().dropLast().utf8.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") }
                && host.utf8.count > 4
        }
        return !host.isEmpty && !host.hasPrefix(".")
            && host.utf8.allSatisfy { FormParameters.isUnreserved($0) && $0 != UInt8(ascii: "~") }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
