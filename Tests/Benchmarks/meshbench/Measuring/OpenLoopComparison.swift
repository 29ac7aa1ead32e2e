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

    /// How late one call of a hundred may be made, microseconds: a tenth of what slows calls down. Latency counts from
    /// when a call was due, so that lateness is in the times and hides nothing.
    private static let lateMicrosecondsMax = 5_000.0

    /// Whether every call was made, and in the median round all but one of a hundred when they were due.
    var isOnTime: Bool {
        let results = quiet + disturbed
        return results.allSatisfy { $0.missed == 0 } && lateness <= Self.lateMicrosecondsMax
    }

    private var lateness: Double { Self.median((quiet + disturbed).map { $0.lateness.microseconds(0.99) }) }

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

    /// The median over the rounds of how many times as long it took with slow calls beside it.
    private func ratio(_ fraction: Double) -> Double {
        Self.median(
            zip(quiet, disturbed).map { without, with in
                with.others.microseconds(fraction) / max(without.others.microseconds(fraction), 0.001)
            })
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
        lines += ["| ratio, round by round | \(ratios.joined(separator: " | ")) | |", "", verdict]
        return lines.joined(separator: "\n")
    }

    private var verdict: String {
        let results = quiet + disturbed
        let missed = results.reduce(0) { $0 + $1.missed }
        let facts = "\(missed) calls were never made; 99 of 100 within \(Int(lateness)) µs in the median round."
        return (isOnTime ? "It kept to the rate: " : "It did NOT keep to the rate: ") + facts
    }
}
