import CCurl

/// The network addresses that a host's name leads to.
package enum HostAddresses {
    /// Looks a name up and returns its addresses, of four or sixteen bytes each; none when it leads nowhere. Waits for
    /// the machine's resolver: for a thread that may.
    package static func lookUp(_ host: String) -> [[UInt8]] {
        var bytes = [UInt8](repeating: 0, count: Limits.lookUpBytesMax)
        let count = colophon_lookup(host, &bytes, Limits.lookUpBytesMax)
        var rest = bytes.prefix(count)
        var addresses: [[UInt8]] = []
        while let length = rest.popFirst() {
            let address = Array(rest.prefix(Int(length)))
            rest = rest.dropFirst(Int(length))
            // The resolver gives an address once for each kind of socket.
            if !addresses.contains(address) { addresses.append(address) }
        }
        return addresses
    }

    /// An address of four or sixteen bytes in text, the latter without any shortening.
    package static func text(of bytes: [UInt8]) -> String {
        if bytes.count == 4 { return bytes.map { "\($0)" }.joined(separator: ".") }
        return stride(from: 0, to: bytes.count - 1, by: 2).map { place in
            String(UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]), radix: 16)
        }.joined(separator: ":")
    }
}
