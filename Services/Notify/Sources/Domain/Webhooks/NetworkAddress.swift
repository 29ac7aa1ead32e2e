/// An IPv4 or IPv6 address in its bytes, and whether it is one of the open internet.
package struct NetworkAddress: Sendable, Hashable {
    /// Four bytes or sixteen, as they travel.
    package let bytes: [UInt8]

    /// Nil for another count of bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads dotted decimal with four parts, or the text form of IPv6 (RFC 4291, section 2.2); nil for anything else,
    /// other spellings of IPv4 (`0x7f.1`, `2130706433`) included.
    package init?(_ text: some StringProtocol) {
        if text.contains(":") {
            guard let bytes = Self.version6(String(text)) else { return nil }
            self.bytes = bytes
        } else {
            guard let bytes = Self.version4(text) else { return nil }
            self.bytes = bytes
        }
    }

    /// Whether anybody on the internet means the same by it. Everything that the special-purpose registries of RFC 6890
    /// list as not globally reachable is refused, and what carries an IPv4 address is judged by that one.
    package var isPublic: Bool {
        bytes.count == 4 ? Self.isPublic4(bytes) : Self.isPublic6(bytes)
    }

    private static func isPublic4(_ bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (0, _, _), (10, _, _), (127, _, _): false
        case (100, 64...127, _): false  // carriers' own
        case (169, 254, _): false  // link local, and where clouds keep their secrets
        case (172, 16...31, _): false
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (192, 168, _): false
        case (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
        case (224..., _, _): false  // multicast, reserved, broadcast
        default: true
        }
    }

    private static func isPublic6(_ bytes: [UInt8]) -> Bool {
        let head = bytes.prefix(10)
        if head.allSatisfy({ $0 == 0 }) {
            // ::ffff:a.b.c.d is that address; ::, ::1 and the rest of ::/80 are nobody's.
            return bytes[10] == 0xFF && bytes[11] == 0xFF && isPublic4(Array(bytes[12...]))
        }
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        // Translators' addresses carry an IPv4 address at their end (RFC 6052), and 6to4 ones behind their head.
        case (0x00, 0x64, 0xFF, 0x9B): return bytes[4..<12].allSatisfy { $0 == 0 } && isPublic4(Array(bytes[12...]))
        case (0x20, 0x02, _, _): return isPublic4(Array(bytes[2..<6]))
        case (0x20, 0x01, 0x00...0x01, _): return false  // protocol assignments, Teredo
        case (0x20, 0x01, 0x0D, 0xB8): return false  // documentation
        case (0x3F, 0xFF, 0x00...0x0F, _): return false  // documentation
        default: return bytes[0] & 0xE0 == 0x20  // 2000::/3 is all that was ever given out
        }
    }

    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            // A leading zero means eight to some readers and ten to others.
            guard (1...3).contains(part.utf8.count), part == "0" || !part.hasPrefix("0"),
                part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func version6(_ text: String) -> [UInt8]? {
        var text = text
        // The last four bytes may stand in dotted decimal.
        if let colon = text.lastIndex(of: ":"), text[colon...].contains(".") {
            guard let last = version4(text[text.index(after: colon)...]) else { return nil }
            let groups = [0, 2].map { String(UInt16(last[$0]) << 8 | UInt16(last[$0 + 1]), radix: 16) }
            text = text[...colon] + groups.joined(separator: ":")
        }
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, let front = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return front.count == 8 ? bytes(front) : nil }
        guard let back = groups(halves[1]), front.count + back.count <= 7 else { return nil }
        return bytes(front + Array(repeating: 0, count: 8 - front.count - back.count) + back)
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard (1...4).contains(part.utf8.count), let group = UInt16(part, radix: 16), !"+-".contains(part.prefix(1))
            else {
                return nil
            }
            groups.append(group)
        }
        return groups
    }

    private static func bytes(_ groups: [UInt16]) -> [UInt8] {
        groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
}
