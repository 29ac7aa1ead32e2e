/// Open loops of one rate without slow calls and with some, round by round. Every round has a second run without slow
/// calls: how far two such runs lie apart is what the machine alone does to a ratio.
///
/// A percentile here is the median of what the rounds had. A ratio is taken within each round, whose runs follow on each
/// other and have the same rate, and its median and that median's 95 % interval are given: one round's p99 is made of the
/// few stalls that fell into it, and the machine is twice as fast in one minute as in another.
struct OpenLoopComparison {
    /// The runs of one round.
    enum Run: CaseIterable {
        case quiet
        case again
        case disturbed
    }

    let results: [Run: [OpenLoopRun.Result]]
    /// Calls a second, in the median round.
    let rate: Double
    let slowPercent: Double
    let slowMilliseconds: Int

    private var rounds: Int { results[.quiet, default: []].count }

    private var missed: Int { results.values.joined().reduce(0) { $0 + $1.missed } }

    /// How late one call of a hundred may be made, microseconds: a tenth of what slows calls down. Latency counts from
    /// when a call was due, so that lateness is in the times and hides nothing.
    private static let lateMicrosecondsMax = 5_000.0

    /// Whether every call was made, and in the median run all but one of a hundred when they were due.
    var isOnTime: Bool { missed == 0 && lateness(in: Run.allCases) <= Self.lateMicrosecondsMax }

    /// How late one call of a hundred was made in the median run, microseconds.
    private func lateness(in runs: [Run]) -> Double {
        Self.median(runs.flatMap { results[$0, default: []] }.map { $0.lateness.microseconds(0.99) })
    }

    private static let percentiles = [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)]

    /// The median over the rounds of one percentile of the calls that nobody delayed, in microseconds.
    private func latency(in runs: [Run], _ fraction: Double) -> Double {
        Self.median(runs.flatMap { results[$0, default: []] }.map { $0.others.microseconds(fraction) })
    }

    private static func median(_ values: [Double]) -> Double { MedianInterval(values)?.median ?? 0 }

    /// How many times as long the others took beside slow calls as in the two runs of the same round without them, whose
    /// geometric mean counts.
    private func ratio(_ fraction: Double) -> MedianInterval? {
        MedianInterval(
            (0..<rounds).map { round in
                let without = microseconds(.quiet, round, fraction) * microseconds(.again, round, fraction)
                return microseconds(.disturbed, round, fraction) / without.squareRoot()
            })
    }

    /// The same of the second run without slow calls to the first.
    private func control(_ fraction: Double) -> MedianInterval? {
        MedianInterval(
            (0..<rounds).map { microseconds(.again, $0, fraction) / microseconds(.quiet, $0, fraction) })
    }

    private func microseconds(_ run: Run, _ round: Int, _ fraction: Double) -> Double {
        max(results[run, default: []][round].others.microseconds(fraction), 0.001)
    }

    /// As one line.
    var line: JSONLine {
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("rate", Int(rate))
        line.add("slow_percent", slowPercent)
        line.add("slow_ms", slowMilliseconds)
        line.add("rounds", rounds)
        for (name, fraction) in Self.percentiles {
            line.add("\(name)_us_without", latency(in: [.quiet, .again], fraction))
            line.add("\(name)_us_with", latency(in: [.disturbed], fraction))
            for (suffix, ratio) in [("", ratio(fraction)), ("_control", control(fraction))] {
                guard let ratio else { continue }
                line.add("\(name)_ratio\(suffix)", hundredths: ratio.median)
                line.add("\(name)_ratio\(suffix)_low", hundredths: ratio.low)
                line.add("\(name)_ratio\(suffix)_high", hundredths: ratio.high)
            }
        }
        line.add("on_time", isOnTime ? "yes" : "no")
        return line
    }

    /// As a Markdown table and a sentence on whether it was the rate that was asked for.
    var table: String {
        var lines = [
            "\(Int(rate)) calls/s on one connection, medians of \(rounds) rounds; the calls that nobody delayed; ratios",
            "within a round, and where 95 of 100 such medians lie:",
            "",
            "| | p50 µs | p99 µs | p99.9 µs | late, p99 µs |",
            "|---|--:|--:|--:|--:|",
        ]
        let words = "\(JSONLine.tenths(slowPercent)) % of the calls slowed by \(slowMilliseconds) ms"
        for (name, run) in [("no slow calls", Run.quiet), ("no slow calls, again", .again), (words, .disturbed)] {
            var cells = Self.percentiles.map { Self.whole(latency(in: [run], $0.1)) }
            cells.append(Self.whole(lateness(in: [run])))
            lines.append("| \(name) | \(cells.joined(separator: " | ")) |")
        }
        for (name, ratio) in [("ratio, slow calls to none", ratio), ("ratio, none again to none", control)] {
            let ratios = Self.percentiles.map { ratio($0.1)?.description ?? "" }
            lines.append("| \(name) | \(ratios.joined(separator: " | ")) | |")
        }
        lines += ["", verdict]
        return lines.joined(separator: "\n")
    }

    private static func whole(_ value: Double) -> String { String(Int(value.rounded())) }

    private var verdict: String {
        let late = Self.whole(lateness(in: Run.allCases))
        let facts = "\(missed) calls were never made; 99 of 100 within \(late) µs in the median run."
        return (isOnTime ? "It kept to the rate: " : "It did NOT keep to the rate: ") + facts
    }
}
