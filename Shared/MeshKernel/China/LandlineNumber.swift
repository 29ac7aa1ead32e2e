/// A landline of mainland China: an area code of three or four digits that begins with 0, and seven or eight digits, with
/// a dash between them or without.
package struct LandlineNumber: Sendable, Hashable {
    /// As it was written.
    package let text: String

    /// Parses `text`; nil unless it is one.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let digits = ASCIIDigits.values(text.filter { $0 != "-" }), digits[0] == 0 else { return nil }
        if parts.count == 2 {
            guard (3...4).contains(parts[0].utf8.count), (7...8).contains(parts[1].utf8.count),
                ASCIIDigits.values(parts[1]) != nil
            else { return nil }
        } else {
            guard (10...12).contains(digits.count) else { return nil }
        }
        self.text = text
    }
}
