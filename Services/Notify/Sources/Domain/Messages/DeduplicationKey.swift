/// What makes two messages one: the same event, told to the same recipient over the same channel.
package struct DeduplicationKey: Sendable, Hashable {
    /// Bounds of what is deduplicated by.
    package enum Limits {
        /// Longest name of an event.
        package static let eventBytesMax = 255
    }

    /// What happened: the name of an event in its feed, or the caller's own.
    package let event: String
    /// To whom it is told, and how.
    package let address: Address

    package init(event: String, address: Address) {
        self.event = event
        self.address = address
    }

    /// Each part preceded by its length, so that none can move into its neighbour.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for part in [event, address.channel.rawValue, address.text] {
            let text = part.utf8
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: text.count >> (24 - 8 * $0)) }
            bytes += text
        }
        return bytes
    }
}
