extension CivilDate {
    /// The day of `YYYY-MM-DD` (ISO 8601); nil for anything else and for a day that does not exist.
    package init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = ASCIIDigits.values(parts[0]),
            let month = ASCIIDigits.values(parts[1]), let day = ASCIIDigits.values(parts[2])
        else { return nil }
        self.init(
            year: ASCIIDigits.number(year[...]), month: ASCIIDigits.number(month[...]),
            day: ASCIIDigits.number(day[...]))
    }

    /// `YYYY-MM-DD`, for the years 0 to 9999.
    package var text: String {
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }

    /// The day of the week, Monday 0 to Sunday 6.
    package var weekday: Int64 {
        let rest = (daysSinceEpoch + 3) % 7
        return rest < 0 ? rest + 7 : rest
    }
}
