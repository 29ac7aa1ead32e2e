import FoundationEssentials
import MeshKernel

/// Sizes, durations and moments in the short form people read.
enum Quantity {
    /// "512 B", "1.4 KB", "23 MB": decimal prefixes, two or three digits.
    static func bytes(_ count: UInt64) -> String {
        let units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"]
        var value = Double(count)
        var unit = 0
        // 999.5 would be shown as "1000", so the next prefix starts there.
        while value >= 999.5, unit < units.count - 1 {
            value /= 1_000
            unit += 1
        }
        return unit > 0 && value < 9.95 ? "\(tenths(value)) \(units[unit])" : "\(Int(value.rounded())) \(units[unit])"
    }

    /// "0.4 s", "12 s", "3 min 05 s", "2 h 07 min", "4 d 03 h".
    static func duration(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.wholeMilliseconds)
        let seconds = milliseconds / 1_000
        switch seconds {
        case ..<10: return "\(tenths(Double(milliseconds) / 1_000)) s"
        case ..<60: return "\(seconds) s"
        case ..<3_600: return "\(seconds / 60) min \(twoDigits(seconds % 60)) s"
        case ..<86_400: return "\(seconds / 3_600) h \(twoDigits(seconds / 60 % 60)) min"
        default: return "\(seconds / 86_400) d \(twoDigits(seconds / 3_600 % 24)) h"
        }
    }

    /// "2025-03-04 05:06:07.890 UTC".
    static func moment(_ time: WallTime) -> String {
        let milliseconds = time.milliseconds
        let whole = Date(timeIntervalSince1970: Double(milliseconds.flooringQuotient(by: 1_000)))
        let fraction = String(milliseconds - milliseconds.flooringQuotient(by: 1_000) * 1_000)
        let style = Date.ISO8601FormatStyle(dateSeparator: .dash, dateTimeSeparator: .space, timeSeparator: .colon)
        let text = whole.formatted(style.year().month().day().time(includingFractionalSeconds: false))
        return text + "." + String(repeating: "0", count: 3 - fraction.count) + fraction + " UTC"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}

extension Int64 {
    fileprivate func flooringQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
