import NIOCore

/// The proxies in front of the public listener, whose word about who asks is believed.
package struct PublicProxies: Sendable, Equatable {
    /// Addresses in the form in which the kernel gives them.
    private let addresses: Set<String>

    /// No proxy: whoever connects is who asks.
    package static let none = PublicProxies(addresses: [])

    private init(addresses: Set<String>) {
        self.addresses = addresses
    }

    /// Nil unless all of them are IP addresses, without ports.
    package init?(_ texts: [String]) {
        var addresses: Set<String> = []
        for text in texts {
            guard let address = Self.address(text) else { return nil }
            addresses.insert(address)
        }
        self.init(addresses: addresses)
    }

    /// The address of who asks: `peer`, or, when that is a proxy of ours, the last address of `X-Forwarded-For` that
    /// none of our proxies has. What stands before that was written by strangers. The proxy itself when the header says
    /// nothing that can be believed.
    ///
    /// - Parameter forwarded: the header's fields, in their order; each is a list separated by commas.
    func source(peer: String, forwarded: [String]) -> String {
        guard let proxy = Self.address(peer), addresses.contains(proxy) else { return peer }
        for text in forwarded.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }).reversed() {
            guard let address = Self.address(String(text.filter { $0 != " " && $0 != "\t" })) else { return peer }
            if !addresses.contains(address) { return address }
        }
        return peer
    }

    /// The address as the kernel writes it; an IPv4 address in the clothes of IPv6 is that IPv4 address.
    private static func address(_ text: String) -> String? {
        guard let plain = try? SocketAddress(ipAddress: text, port: 0).ipAddress else { return nil }
        let mapped = "::ffff:"
        return plain.hasPrefix(mapped) && plain.contains(".") ? String(plain.dropFirst(mapped.count)) : plain
    }
}
