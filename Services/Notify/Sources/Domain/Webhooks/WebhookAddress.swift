/// Where a webhook is called. What it may be is decided here; whether its name leads to a private address is known only
/// when it is looked up, and is asked of `NetworkAddress.isPublic` then.
package struct WebhookAddress: Sendable, Hashable {
    /// Bounds of addresses.
    package enum Limits {
        /// Longest address.
        package static let bytesMax = 1_024
        /// A name of the domain system (RFC 1035, section 2.3.4).
        package static let hostBytesMax = 253
    }

    /// Why an address is not called.
    package enum Fault: Error, Sendable, Equatable {
        case tooLong
        /// Not `https`, or not `http` where that is allowed.
        case scheme
        /// A name and password in it would be sent to whoever stands there.
        case credentials
        /// No host, or none that could be one.
        case host
        case port
        /// A part behind `#`, which is never sent.
        case fragment
        /// A character that addresses do not have (RFC 3986); others are written with `%`.
        case character
        /// An address of a private network, or a name that only one has.
        case privateHost
    }

    /// What a network may be called.
    package struct Policy: Sendable, Equatable {
        /// Whether `http` and private addresses are called too: for development and for networks of one's own.
        package let allowsPrivate: Bool

        package init(allowsPrivate: Bool) {
            self.allowsPrivate = allowsPrivate
        }
    }

    /// The address as it was given.
    package let text: String
    /// Its host, small, without the brackets of IPv6.
    package let host: String
    /// Its port.
    package let port: Int
    /// Whether it is called over TLS.
    package let isSecure: Bool

    /// Trusts what was stored under an earlier decision, and reads it again.
    package init(stored text: String) throws(Fault) {
        try self.init(text, policy: Policy(allowsPrivate: true))
    }

    /// Reads an address of the form `https://host[:port][/path][?query]`.
    package init(_ text: String, policy: Policy) throws(Fault) {
        guard text.utf8.count <= Limits.bytesMax else { throw .tooLong }
        guard text.utf8.allSatisfy(Self.isAddressByte) else { throw .character }
        if text.lowercased().hasPrefix("https://") {
            isSecure = true
        } else if text.lowercased().hasPrefix("http://") && policy.allowsPrivate {
            isSecure = false
        } else {
            throw .scheme
        }
        guard !text.contains("#") else { throw .fragment }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        // A backslash is a slash to some readers and not to others.
        guard !authority.contains("@") else { throw .credentials }
        let (host, port) = try Self.split(authority)
        guard let number = port.isEmpty ? (isSecure ? 443 : 80) : Self.number(port) else { throw .port }
        self.text = text
        self.host = host
        self.port = number
        try Self.check(host, policy: policy)
    }

    private static func split(_ authority: Substring) throws(Fault) -> (host: String, port: Substring) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .host }
            let host = authority[authority.index(after: authority.startIndex)..<end]
            let behind = authority[authority.index(after: end)...]
            guard NetworkAddress(host) != nil, host.contains(":") else { throw .host }
            guard behind.isEmpty || behind.hasPrefix(":") else { throw .port }
            return (host.lowercased(), behind.dropFirst())
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { throw .host }
        if parts.count == 2, parts[1].isEmpty { throw .port }
        return (parts[0].lowercased(), parts.count == 2 ? parts[1] : "")
    }

    private static func number(_ port: Substring) -> Int? {
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(port), (1...65_535).contains(number)
        else { return nil }
        return number
    }

    private static func check(_ host: String, policy: Policy) throws(Fault) {
        if let address = NetworkAddress(host) {
            guard policy.allowsPrivate || address.isPublic else { throw .privateHost }
            return
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...Limits.hostBytesMax).contains(host.utf8.count),
            labels.allSatisfy({ label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy(isHostByte)
            })
        else { throw .host }
        guard !policy.allowsPrivate else { return }
        // A last label of digits is another spelling of an address, not a name; one label is a name of a private network.
        guard labels.count >= 2, let last = labels.last, !last.utf8.allSatisfy(isDigit), !last.hasPrefix("0x"),
            !["localhost", "local", "internal", "lan", "home", "arpa"].contains(last)
        else { throw .privateHost }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}".utf8.contains(byte)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
