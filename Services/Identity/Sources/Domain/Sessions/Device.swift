/// Where somebody signed in, for their list of devices.
package struct Device: Sendable, Equatable {
    /// Bounds of what a client says of itself.
    package enum Limits {
        /// Longer names are cut.
        package static let nameCharactersMax = 100
        /// A network's text is shorter.
        package static let sourceBytesMax = 64
    }

    /// What the client calls itself, e.g. a browser's name; may be empty.
    package let name: String
    /// The network that it came from, as the gateway saw it; may be empty.
    package let source: String

    /// Cuts what is too long and drops what steers a terminal: nobody is kept from signing in by a name.
    package init(name: String, source: String) {
        let rule = TextRule(1...Limits.nameCharactersMax)
        let cut = String(name.prefix(Limits.nameCharactersMax))
        self.name = rule.fault(in: cut) == nil ? cut : ""
        self.source =
            source.utf8.count <= Limits.sourceBytesMax && TextRule(1...Limits.sourceBytesMax).fault(in: source) == nil
            ? source : ""
    }
}
