/// RFC 3339 times and the seconds of durations, as proto3's JSON mapping writes them.
enum CivilTime {
    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, the bounds of timestamp.proto, seconds since 1970.
    static let firstSecond: Int64 = -62_135_596_800
    static let lastSecond: Int64 = 253_402_300_799

    /// "1972-01-01T10:00:20.021Z". The caller has checked the bounds.
    static func text(seconds: Int64, nanos: Int32) -> String {
        let (day, second) = divided(seconds, by: 86_400)
        let (year, month, dayOfMonth) = date(ofDay: day)
        let clock = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T\(clock)\(fraction(nanos))Z"
    }

    /// The time of an RFC 3339 text with "Z" or an offset. Nil when it is malformed or out of bounds. Leap seconds are
    /// refused: Unix time has no place for them.
    static func parse(_ text: String) -> (seconds: Int64, nanos: Int32)? {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), scanner.take("T"), let hour = scanner.digits(2), scanner.take(":"),
            let minute = scanner.digits(2), scanner.take(":"), let second = scanner.digits(2),
            let nanos = scanner.fraction()
        else { return nil }
        guard (1...12).contains(month), hour < 24, minute < 60, second < 60, year > 0,
            (1...daysIn(month, of: year)).contains(day)
        else { return nil }
        var offset: Int64 = 0
        if !scanner.take("Z") {
            let sign: Int64
            if scanner.take("+") { sign = -1 } else if scanner.take("-") { sign = 1 } else { return nil }
            guard let hours = scanner.digits(2), scanner.take(":"), let minutes = scanner.digits(2), hours < 24,
                minutes < 60
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard scanner.isAtEnd else { return nil }
        let seconds = dayNumber(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second + offset
        guard (firstSecond...lastSecond).contains(seconds) else { return nil }
        return (seconds, nanos)
    }

    /// "3.500s", "-0.000000001s". The caller has checked the bounds.
    static func durationText(seconds: Int64, nanos: Int32) -> String {
        let sign = seconds < 0 || nanos < 0 ? "-" : ""
        return "\(sign)\(seconds.magnitude)\(fraction(Int32(nanos.magnitude)))s"
    }

    /// The length of a text like "1.5s". Nil when it is malformed or out of bounds.
    static func parseDuration(_ text: String) -> (seconds: Int64, nanos: Int32)? {
        var scanner = DigitScanner(text)
        let isNegative = scanner.take("-")
        guard let seconds = scanner.anyDigits(atMost: 12), let nanos = scanner.fraction(), scanner.take("s"),
            scanner.isAtEnd, seconds <= GoogleProtobuf.Duration.secondsMax
        else { return nil }
        return isNegative ? (-seconds, -nanos) : (seconds, nanos)
    }

    /// Nothing, or a dot and 3, 6 or 9 digits.
    private static func fraction(_ nanos: Int32) -> String {
        if nanos == 0 { return "" }
        if nanos % 1_000_000 == 0 { return "." + padded(Int64(nanos / 1_000_000), 3) }
        if nanos % 1000 == 0 { return "." + padded(Int64(nanos / 1000), 6) }
        return "." + padded(Int64(nanos), 9)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Rounds towards minus infinity.
    private static func divided(_ number: Int64, by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar: years counted from March, so that the leap day is the
    /// last, in periods of 400 years of 146,097 days.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (period, yearOfPeriod) = divided(shifted, by: 400)
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfPeriod = yearOfPeriod * 365 + yearOfPeriod / 4 - yearOfPeriod / 100 + dayOfYear
        return period * 146_097 + dayOfPeriod - 719_468
    }

    /// The inverse of `dayNumber`.
    private static func date(ofDay day: Int64) -> (Int64, Int64, Int64) {
        let (period, dayOfPeriod) = divided(day + 719_468, by: 146_097)
        let yearOfPeriod =
            (dayOfPeriod - dayOfPeriod / 1460 + dayOfPeriod / 36_524 - dayOfPeriod / 146_096) / 365
        let dayOfYear = dayOfPeriod - (365 * yearOfPeriod + yearOfPeriod / 4 - yearOfPeriod / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfPeriod + period * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
