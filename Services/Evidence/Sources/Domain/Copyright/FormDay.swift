package import MeshKernel

/// Days as forms write them.
package enum FormDay {
    /// The day of `YYYY-MM-DD`; nil for anything else.
    package static func parse(_ text: String) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]), year > 0
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `YYYY-MM-DD`.
    package static func text(_ day: CivilDate) -> String {
        padded(day.year, 4) + "-" + padded(day.month, 2) + "-" + padded(day.day, 2)
    }

    /// The day on which `time` falls where the forms are filed.
    package static func of(_ time: WallTime) -> CivilDate {
        CivilDate(time.advanced(by: .seconds(3_600 * CopyrightSettings.Limits.formZoneHours)))
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
