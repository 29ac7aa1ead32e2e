internal import MeshKernel

/// ASN.1's GeneralizedTime in the form that RFC 3161 allows: `YYYYMMDDhhmmss[.fraction]Z`.
enum GeneralizedTime {
    /// The moment in whole milliseconds; nil for any other form, or a date that does not exist.
    static func parse(_ text: [UInt8]) -> WallTime? {
        guard text.count >= 15, text.last == UInt8(ascii: "Z") else { return nil }
        guard let year = number(text[0..<4]), let month = number(text[4..<6]), let day = number(text[6..<8]),
            let hour = number(text[8..<10]), let minute = number(text[10..<12]), let second = number(text[12..<14]),
            let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
        else { return nil }
        var milliseconds: Int64 = 0
        if text.count > 15 {
            let fraction = text[15..<text.count - 1]
            guard text[14] == UInt8(ascii: "."), (1...9).contains(fraction.count), number(fraction) != nil,
                fraction.last != UInt8(ascii: "0")
            else { return nil }
            let padded =
                Array(fraction.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: max(0, 3 - fraction.count))
            milliseconds = number(padded[...]) ?? 0
        }
        return WallTime(
            milliseconds: (((date.daysSinceEpoch * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + milliseconds)
    }

    /// A moment in that form, without needless digits: RFC 3161 wants no zero at the end of a fraction.
    static func text(_ time: WallTime) -> [UInt8] {
        let thousandths = time.millisecondsOfDay % 1_000
        var fraction = thousandths == 0 ? [] : [UInt8(ascii: ".")] + digits(thousandths, 3)
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        return digits(CivilDate(time).year, 4) + secondsText(time) + fraction + [UInt8(ascii: "Z")]
    }

    /// A moment to the second as the DER of CMS's `Time` (RFC 5652, section 11.3): UTCTime from 1950 to 2049.
    static func short(_ time: WallTime) -> [UInt8] {
        let year = CivilDate(time).year
        let rest = secondsText(time) + [UInt8(ascii: "Z")]
        return (1950..<2050).contains(year)
            ? DER.element(DER.utcTime, digits(year % 100, 2) + rest)
            : DER.element(DER.generalizedTime, digits(year, 4) + rest)
    }

    /// `MMDDhhmmss`.
    private static func secondsText(_ time: WallTime) -> [UInt8] {
        let date = CivilDate(time)
        let seconds = time.millisecondsOfDay / 1_000
        return [date.month, date.day, seconds / 3_600, seconds / 60 % 60, seconds % 60].flatMap { digits($0, 2) }
    }

    private static func digits(_ number: Int64, _ count: Int) -> [UInt8] {
        var rest = number
        var digits = [UInt8](repeating: UInt8(ascii: "0"), count: count)
        for place in digits.indices.reversed() {
            digits[place] += UInt8(rest % 10)
            rest /= 10
        }
        return digits
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
