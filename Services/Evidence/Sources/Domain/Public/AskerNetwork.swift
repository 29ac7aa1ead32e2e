/// What counts as one asker: an IPv4 address, or the /64 of an IPv6 address, for whoever has one such address has all
/// the others of its /64.
package enum AskerNetwork {
    /// The network of an address in the text form of RFC 4291; nil for an empty one, which nothing can be told by.
    package static func name(of address: String) -> String? {
        guard !address.isEmpty else { return nil }
        guard address.contains(":") else { return address }
        let plain = address.prefix { $0 != "%" }
        // ::ffff:192.0.2.1 is that IPv4 address on a listener for both.
        if let last = plain.split(separator: ":").last, last.contains(".") { return String(last) }
        let halves = plain.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let front = halves.first.map { $0.split(separator: ":") } ?? []
        let back = halves.count > 1 ? halves[1].split(separator: ":") : []
        let gap = Array(repeating: Substring("0"), count: max(0, 8 - front.count - back.count))
        let groups = (front + gap + back).prefix(4).map { String(UInt16($0, radix: 16) ?? 0, radix: 16) }
        return groups.joined(separator: ":") + "::/64"
    }
}
