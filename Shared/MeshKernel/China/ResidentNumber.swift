/// A citizen's identity number in its normal form (GB 11643): six digits of region, a birth date, three digits of which
/// the last is odd for men, and a check character with a capital X.
package struct ResidentNumber: Sendable, Hashable {
    /// Why a text is no identity number.
    package enum Fault: Error, Sendable, Equatable {
        /// Not seventeen digits and one more or an X.
        case malformed
        /// Province or prefecture never existed.
        case unknownRegion
        /// There is no such day of birth, or it has not come, or nobody is that old.
        case impossibleBirth
        /// The check character does not fit: a digit is wrong.
        case wrongCheck
    }

    /// As the number says.
    package enum Sex: String, Sendable, Equatable {
        case female, male
    }

    /// Bounds of a number.
    package enum Limits {
        /// Nobody with a number was born earlier.
        package static let birthYearMin: Int64 = 1_850
    }

    /// Eighteen characters.
    package let text: String
    /// The day of birth.
    package let birth: CivilDate
    /// From the last of the three digits.
    package let sex: Sex
    /// The six digits of the place that issued the first card.
    package let regionCode: Int
    /// Whether that place's county is known; one that is not is for a person to look at, for new ones are made each year.
    package let isRegionPublished: Bool

    /// Parses `text`; a small x is taken for a capital one, nothing else is put right. `today` is the day in China.
    package init(_ text: String, today: CivilDate) throws(Fault) {
        let characters = Array(text.utf8.map { $0 == UInt8(ascii: "x") ? UInt8(ascii: "X") : $0 })
        guard characters.count == 18,
            let digits = ASCIIDigits.values(String(decoding: characters.dropLast(), as: UTF8.self)),
            Self.checkCharacters.contains(characters[17])
        else { throw .malformed }
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard Self.checkCharacters[sum % 11] == characters[17] else { throw .wrongCheck }
        regionCode = Int(ASCIIDigits.number(digits[0..<6]))
        switch RegionCodes.standing(of: regionCode) {
        case .published: isRegionPublished = true
        case .unknownCounty: isRegionPublished = false
        case .unknown: throw .unknownRegion
        }
        guard
            let birth = CivilDate(
                year: ASCIIDigits.number(digits[6..<10]), month: ASCIIDigits.number(digits[10..<12]),
                day: ASCIIDigits.number(digits[12..<14])),
            birth.year >= Limits.birthYearMin, birth <= today
        else { throw .impossibleBirth }
        self.birth = birth
        sex = digits[16] % 2 == 1 ? .male : .female
        self.text = String(decoding: characters, as: UTF8.self)
    }

    /// By the weighted sum modulo eleven.
    private static let checkCharacters = Array("10X98765432".utf8)
}
