/// Open loops of one rate without slow calls and with some, round by round.
struct OpenLoopComparison {
    let rate: Double
    let slowPercent: Double
    let slowMilliseconds: Int
    private var quiet: [OpenLoopRun.Result] = []
    private var disturbed: [OpenLoopRun.Result] = []

    init(rate: Double, slowPercent: Double, slowMilliseconds: Int) {
        self.rate = rate
        self.slowPercent = slowPercent
        self.slowMilliseconds = slowMilliseconds
    }

    mutating func add(_ result: OpenLoopRun.Result, isDisturbed: Bool) {
        if isDisturbed { disturbed.append(result) } else { quiet.append(result) }
    }

    /// Whether every run made its calls when they were due.
    var isOnTime: Bool { (quiet + disturbed).allSatisfy(\.isOnTime) }

    private static let percentiles = [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)]

    /// The median over the rounds of one percentile of the calls that nobody delayed, in microseconds.
    private static func median(_ results: [OpenLoopRun.Result], _ fraction: Double) -> Double {
        median(results.map { $0.others.microseconds(fraction) })
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        guard !sorted.isEmpty else { return 0 }
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    private func ratio(_ fraction: Double) -> Double {
        let without = Self.median(quiet, fraction)
        return without > 0 ? Self.median(disturbed, fraction) / without : 0
    }

    /// As one line.
    var line: JSONLine {
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("rate", Int(rate))
        line.add("slow_percent", slowPercent)
        line.add("slow_ms", slowMilliseconds)
        for (name, fraction) in Self.percentiles {
            line.add("\(name)_us_without", Self.median(quiet, fraction))
            line.add("\(name)_us_with", Self.median(disturbed, fraction))
            line.add("\(name)_ratio", hundredths: ratio(fraction))
        }
        line.add("on_time", isOnTime ? "yes" : "no")
        return line
    }

    /// As a Markdown table and a sentence on whether it was the rate that was asked for.
    var table: String {
        var lines = [
            "\(Int(rate)) calls/s on one connection, medians of \(quiet.count) rounds; the calls that nobody delayed:",
            "",
            "| | p50 µs | p99 µs | p99.9 µs | late, p99 µs |",
            "|---|--:|--:|--:|--:|",
        ]
        let words = "\(JSONLine.tenths(slowPercent)) % of the calls slowed by \(slowMilliseconds) ms"
        for (name, results) in [("no slow calls", quiet), (words, disturbed)] {
            var cells = Self.percentiles.map { String(Int(Self.median(results, $0.1).rounded())) }
            cells.append(String(Int(Self.median(results.map { $0.lateness.microseconds(0.99) }).rounded())))
            lines.append("| \(name) | \(cells.joined(separator: " | ")) |")
        }
        let ratios = Self.percentiles.map { JSONLine.hundredths(ratio($0.1)) }
        lines += ["| ratio | \(ratios.joined(separator: " | ")) | |", "", verdict]
        return lines.joined(separator: "\n")
    }

    private var verdict: String {
        let results = quiet + disturbed
        let missed = results.reduce(0) { $0 + $1.missed }
        let late = results.map { $0.lateness.microseconds(0.99) }.max() ?? 0
        let facts = "\(missed) calls were never made; 99 of 100 were made within \(Int(late)) µs in the worst run."
        return (isOnTime ? "It kept to the rate: " : "It did NOT keep to the rate: ") + facts
    }
}
