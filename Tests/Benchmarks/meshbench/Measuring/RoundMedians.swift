import ArgumentParser

/// What came of a measurement that was made more than once: of each number the median, which one slow minute of the machine
/// does not move.
struct RoundMedians {
    static let allowed = 1...1_000
    static let help: ArgumentHelp = "Measure so many times, each from the beginning; the last line has the medians."

    private var perSecond: [Double] = []
    private var half: [Double] = []
    private var most: [Double] = []

    /// Takes note of one round.
    mutating func add(_ latencies: Latencies) {
        perSecond.append(latencies.perSecond)
        half.append(latencies.microseconds(0.5))
        most.append(latencies.microseconds(0.99))
    }

    /// The medians, each by itself.
    var line: JSONLine {
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("rounds", perSecond.count)
        line.add("median_rps", Int(MedianInterval(perSecond)?.median ?? 0))
        line.add("median_p50_us", MedianInterval(half)?.median ?? 0)
        line.add("median_p99_us", MedianInterval(most)?.median ?? 0)
        return line
    }
}
