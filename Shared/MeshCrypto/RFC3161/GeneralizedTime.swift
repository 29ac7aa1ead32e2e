internal import MeshKernel

/// ASN.1's GeneralizedTime in the form that RFC 3161 allows: `YYYYMMDDhhmmss[.fraction]Z`.
enum GeneralizedTime {
    /// The moment in whole milliseconds; nil for any other form, or a date that does not exist.
    static func parse(_ text: [UInt8]) -> WallTime? {
        guard text.count >= 15, text.last == UInt8(ascii: "Z") else { return nil }
        guard let year = number(text[0..<4]), let month = number(text[4..<6]), let day = number(text[6..<8]),
            let hour = number(text[8..<10]), let minute = number(text[10..<12]), let second = number(text[12..<14]),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var milliseconds: Int64 = 0
        if text.count > 15 {
            let fraction = text[15..<text.count - 1]
            guard text[14] == UInt8(ascii: "."), (1...9).contains(fraction.count), number(fraction) != nil,
                fraction.last != UInt8(ascii: "0")
            else { return nil }
            let padded = Array(fraction.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: max(0, 3 - fraction.count))
            milliseconds = number(padded[...]) ?? 0
        }
        let days = days(year: year, month: month, day: day)
        guard civil(days) == (year, month, day) else { return nil }
        return WallTime(
            milliseconds: (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + milliseconds)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar, counting years from March so that a leap day comes last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
