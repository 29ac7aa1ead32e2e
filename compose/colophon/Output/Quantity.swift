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

    /// "0 µs", "850 µs", "1.2 ms", "48 ms", "2.5 s": what a call takes.
    static func latency(_ duration: Duration) -> String {
        let microseconds = Double(max(0, duration.wholeNanoseconds)) / 1_000
        switch microseconds {
        case ..<999.5: return "\(Int(microseconds.rounded())) µs"
        case ..<9_950: return "\(tenths(microseconds / 1_000)) ms"
        case ..<999_500: return "\(Int((microseconds / 1_000).rounded())) ms"
        case ..<9_950_000: return "\(tenths(microseconds / 1_000_000)) s"
        default: return Self.duration(duration)
        }
    }

    /// "0", "0.4", "12.5", "950", "12 300": how many a second.
    static func rate(_ perSecond: Double) -> String {
        let tenths = (perSecond * 10).rounded()
        if tenths < 1_000 { return tenths == 0 ? "0" : Self.tenths(perSecond) }
        let digits = String(Int(perSecond.rounded()))
        guard digits.count > 4 else { return digits }
        return digits.reversed().enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, digit.offset.isMultiple(of: 3) { text.append(" ") }
            text.append(digit.element)
        }.reversed().map(String.init).joined()
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
