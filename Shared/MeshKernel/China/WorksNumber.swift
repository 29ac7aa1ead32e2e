/// The number of a registered work, `国作登字-2021-A-01233328`: who registered it, the year, the category of the work and a
/// running number (measures of the National Copyright Administration on the numbers of registered works).
package struct WorksNumber: Sendable, Hashable {
    /// Not such a number.
    package enum Fault: Error, Sendable, Equatable {
        case malformed
    }

    /// As it is written.
    package let text: String
    /// 国 for the national office, or the short name of a province.
    package let region: Character
    /// When it was registered.
    package let year: Int64
    /// The category's letter, A to P.
    package let category: Character

    /// Every short name that provinces go by, and the national office.
    private static let regions = Set("国京津冀晋蒙辽吉黑沪申苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新")

    /// Parses `text`; nothing is put right.
    package init(_ text: String) throws(Fault) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, let region = parts[0].first, Self.regions.contains(region),
            parts[0].dropFirst() == "作登字", parts[1].utf8.count == 4, let year = ASCIIDigits.values(String(parts[1])),
            parts[2].utf8.count == 1, let category = parts[2].first, ("A"..."P").contains(category),
            parts[3].utf8.count == 8, ASCIIDigits.values(String(parts[3])) != nil
        else { throw .malformed }
        self.text = text
        self.region = region
        self.year = ASCIIDigits.number(year[...])
        self.category = category
    }
}
