import Synchronization

/// Sizes of batches and the like: powers of two from 1 to 1,024.
package final class CountHistogram: MetricSeries {
    static let kind: Exposition.Kind? = .histogram
    var ownKind: Exposition.Kind { .histogram }

    private let counts = InlineArray<12, Atomic<UInt64>> { _ in Atomic(0) }
    private let sum = Atomic<UInt64>(0)

    init() {}

    /// Counts one size; negative ones count as zero.
    package func record(_ value: Int) {
        let value = UInt64(max(0, value))
        let exponent = value <= 1 ? 0 : 64 - (value - 1).leadingZeroBitCount
        counts[min(11, exponent)].wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(value, ordering: .relaxed)
    }

    /// Counts and sum at this moment.
    package func snapshot() -> HistogramSnapshot {
        HistogramSnapshot(
            bounds: (0..<11).map { Double(1 << $0) },
            counts: (0..<12).map { counts[$0].load(ordering: .relaxed) },
            sum: Double(sum.load(ordering: .relaxed)))
    }

    func write(_ labels: [(String, String)], into exposition: inout Exposition) {
        exposition.histogram(labels, snapshot())
    }
}
