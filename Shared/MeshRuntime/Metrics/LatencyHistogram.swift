import Histogram
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Durations, counted without locks or allocation: fixed buckets for Prometheus, and finer ones that a
/// HdrHistogram is filled from when somebody asks for percentiles.
package final class LatencyHistogram: MetricSeries {
    /// Upper bounds of Prometheus's buckets in nanoseconds.
    static let boundsNanoseconds: InlineArray<17, UInt64> = [
        50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000, 500_000_000,
        1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]
    static let kind: Exposition.Kind? = .histogram
    var ownKind: Exposition.Kind { .histogram }

    /// Counts that one set of threads shares. Several shards keep the cores from pulling one cache line to and fro.
    private final class Shard: Sendable {
        let fixed = InlineArray<18, Atomic<UInt64>> { _ in Atomic(0) }
        let fine = InlineArray<272, Atomic<UInt64>> { _ in Atomic(0) }
        let sumNanoseconds = Atomic<UInt64>(0)
    }

    private let shards: InlineArray<4, Shard> = InlineArray { _ in Shard() }

    package init() {}

    /// Counts one duration; negative ones count as zero.
    @inline(__always)
    package func record(nanoseconds: Int64) {
        let value = UInt64(max(0, nanoseconds))
        let shard = shards[Self.shardOfThread()]
        shard.fixed[Self.fixedIndex(value)].wrappingAdd(1, ordering: .relaxed)
        shard.fine[Self.fineIndex(value)].wrappingAdd(1, ordering: .relaxed)
        shard.sumNanoseconds.wrappingAdd(value, ordering: .relaxed)
    }

    /// Counts and sum at this moment, in seconds.
    package func snapshot() -> HistogramSnapshot {
        var counts = [UInt64](repeating: 0, count: 18)
        var sum: UInt64 = 0
        for index in shards.indices {
            for bucket in 0..<18 { counts[bucket] += shards[index].fixed[bucket].load(ordering: .relaxed) }
            sum += shards[index].sumNanoseconds.load(ordering: .relaxed)
        }
        let bounds = (0..<17).map { Double(Self.boundsNanoseconds[$0]) / 1e9 }
        return HistogramSnapshot(bounds: bounds, counts: counts, sum: Double(sum) / 1e9)
    }

    /// How many durations were counted.
    package var count: UInt64 { snapshot().counts.reduce(0, +) }

    /// What was counted in the finer buckets: the middle of each in nanoseconds, and how many; empty ones are left out.
    /// Two of these, one taken from the other, are what happened between them.
    package func counts() -> [(nanoseconds: UInt64, count: UInt64)] {
        (0..<272).compactMap { bucket in
            let count = shards.indices.reduce(0) { $0 + shards[$1].fine[bucket].load(ordering: .relaxed) }
            return count > 0 ? (Self.fineMiddle(bucket), count) : nil
        }
    }

    /// Percentiles (0…100) in seconds, within 7 % of the truth; empty when nothing was counted.
    package func percentiles(_ wanted: [Double]) -> [Double] {
        var histogram = Histogram<UInt64>(
            lowestDiscernibleValue: 1, highestTrackableValue: 1 << 38, numberOfSignificantValueDigits: .two)
        for (nanoseconds, count) in counts() { _ = histogram.record(nanoseconds, count: count) }
        guard histogram.totalCount > 0 else { return [] }
        return wanted.map { Double(histogram.valueAtPercentile($0)) / 1e9 }
    }

    func write(_ labels: [(String, String)], into exposition: inout Exposition) {
        exposition.histogram(labels, snapshot())
    }

    @inline(__always)
    private static func shardOfThread() -> Int {
        // The thread's own address, spread by Fibonacci hashing; its top two bits choose.
        Int(truncatingIfNeeded: (UInt64(UInt(pthread_self())) &* 0x9E37_79B9_7F4A_7C15) >> 62)
    }

    @inline(__always)
    private static func fixedIndex(_ value: UInt64) -> Int {
        var index = 0
        while index < 17, value > boundsNanoseconds[index] { index += 1 }
        return index
    }

    /// Eight buckets for each power of two, up to 2³⁶ ns (68 s).
    @inline(__always)
    static func fineIndex(_ value: UInt64) -> Int {
        guard value >= 8 else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        return min(271, (exponent - 2) * 8 + Int(value >> UInt64(exponent - 3) & 7))
    }

    static func fineMiddle(_ index: Int) -> UInt64 {
        guard index >= 8 else { return UInt64(index) }
        let shift = UInt64(index / 8 - 1)
        return (UInt64(8 + index % 8) << shift) + (1 << shift) / 2
    }
}
