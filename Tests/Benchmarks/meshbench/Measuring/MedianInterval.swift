/// A median, and the interval that holds the true one in 95 of 100 samplings: from order statistics, whatever the
/// distribution (the binomial's normal approximation, n/2 ± 1.96 √n/2).
struct MedianInterval: CustomStringConvertible {
    let median: Double
    let low: Double
    let high: Double

    /// Of at least one value; nil of none.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        let half = 1.96 * Double(sorted.count).squareRoot() / 2
        let first = Int((Double(sorted.count) / 2 - half).rounded(.down))
        low = sorted[max(first - 1, 0)]
        high = sorted[min(max(sorted.count - first, 0), sorted.count - 1)]
    }

    var description: String {
        "\(JSONLine.hundredths(median)) (\(JSONLine.hundredths(low))–\(JSONLine.hundredths(high)))"
    }
}
