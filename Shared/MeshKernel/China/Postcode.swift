/// A postcode of mainland China: six digits.
package struct Postcode: Sendable, Hashable {
    /// Six digits.
    package let text: String

    /// Parses `text`; nil unless it is one.
    package init?(_ text: String) {
        guard ASCIIDigits.values(text)?.count == 6 else { return nil }
        self.text = text
    }
}
