/// The network that a call comes from, which is what failures and codes are counted for. An address of IPv6 counts as its
/// first 64 bits: whoever has one has all of them, and would come from another with every try (RFC 6177, RFC 7934).
package struct SourceNetwork: Sendable, Hashable {
    /// The first four groups, as `2001:db8:0:1::/64`, for an address of IPv6; its address for one of IPv4, also when that is
    /// written within one of IPv6; anything else as it was said.
    package let text: String

    /// What `said` is, which may be any text.
    package init(_ said: String) {
        // A zone names an interface of the gateway, and no network.
        let address = said.prefix { $0 != "%" }
        guard let groups = Self.groups(address) else {
            text = said
            return
        }
        if groups.prefix(5).allSatisfy({ $0 == 0 }), groups[5] == 0xFFFF {
            text = groups[6...].map { "\($0 >> 8).\($0 & 0xFF)" }.joined(separator: ".")
        } else {
            text = groups[..<4].map { String($0, radix: 16) }.joined(separator: ":") + "::/64"
        }
    }

    /// The eight groups of an address of IPv6 (RFC 4291, section 2.2); nil for anything else.
    private static func groups(_ address: Substring) -> [UInt16]? {
        guard address.contains(":") else { return nil }
        guard let gap = address.range(of: "::") else {
            let groups = part(address)
            return groups?.count == 8 ? groups : nil
        }
        guard let left = part(address[..<gap.lowerBound], isLast: false), let right = part(address[gap.upperBound...])
        else { return nil }
        let missing = 8 - left.count - right.count
        return missing >= 1 ? left + [UInt16](repeating: 0, count: missing) + right : nil
    }

    /// Groups between colons, the last two of which may be written as an address of IPv4; nil for anything else.
    private static func part(_ text: Substring, isLast: Bool = true) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        for (place, word) in words.enumerated() {
            if isLast, place == words.count - 1, word.contains(".") {
                let bytes = word.split(separator: ".", omittingEmptySubsequences: false).map { UInt16($0) }
                guard bytes.count == 4 else { return nil }
                let numbers = bytes.compactMap { $0 }.filter { $0 <= 0xFF }
                guard numbers.count == 4 else { return nil }
                groups += [numbers[0] << 8 | numbers[1], numbers[2] << 8 | numbers[3]]
            } else {
                guard (1...4).contains(word.utf8.count), word.allSatisfy({ $0.isHexDigit }),
                    let group = UInt16(word, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}

extension Substring {
    /// Where `text` stands first.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
