/// The address under which strangers reach this service, e.g. `https://evidence.example`: what stands before `/verify`.
package struct PublicBase: Sendable, Hashable {
    /// Bounds of one address.
    package enum Limits {
        /// A longer one makes a code that small cameras do not read.
        package static let addressBytesMax = 160
    }

    private let address: String

    /// Nil unless it is an `http` or `https` address of plain characters, without query or fragment. A slash at its end
    /// is dropped.
    package init?(_ text: String) {
        let address = text.hasSuffix("/") ? String(text.dropLast()) : text
        let hosts = ["https://", "http://"].filter { address.hasPrefix($0) }.map { address.dropFirst($0.count) }
        guard let host = hosts.first, let first = host.utf8.first, first != UInt8(ascii: "/"),
            address.utf8.count <= Limits.addressBytesMax, address.utf8.last != UInt8(ascii: "/"),
            address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"?#\"<>\\^`{|}".utf8.contains($0) })
        else { return nil }
        self.address = address
    }

    /// Where anybody checks the item of this number.
    package func verification(of number: EvidenceNumber) -> String {
        "\(address)/verify/\(number)"
    }
}
