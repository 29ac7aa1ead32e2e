import Synchronization

/// One series of a family: it records by itself and writes its samples when read.
protocol MetricSeries: Sendable {
    /// The kind, when all metrics of this type share it.
    static var kind: Exposition.Kind? { get }
    var ownKind: Exposition.Kind { get }
    func write(_ labels: [(String, String)], into exposition: inout Exposition)
}

/// A count that only grows.
package final class MetricCounter: MetricSeries {
    static let kind: Exposition.Kind? = .counter
    var ownKind: Exposition.Kind { .counter }
    private let count = Atomic<UInt64>(0)

    init() {}

    /// The count now.
    package var value: UInt64 { count.load(ordering: .relaxed) }

    /// Counts `amount` more.
    @inline(__always)
    package func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() { count.store(0, ordering: .relaxed) }

    func write(_ labels: [(String, String)], into exposition: inout Exposition) {
        exposition.sample(labels, value)
    }
}

/// A number that goes up and down.
package final class MetricGauge: MetricSeries {
    static let kind: Exposition.Kind? = .gauge
    var ownKind: Exposition.Kind { .gauge }
    private let bits = Atomic<UInt64>(0)

    init() {}

    /// The number now.
    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    /// Replaces the number.
    package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    /// Changes the number by `amount`, which may be negative.
    package func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (done, seen) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if done { return }
            old = seen
        }
    }

    func write(_ labels: [(String, String)], into exposition: inout Exposition) {
        exposition.sample(labels, value)
    }
}

/// A number that is kept elsewhere.
final class MetricReading: MetricSeries {
    static let kind: Exposition.Kind? = nil
    let ownKind: Exposition.Kind
    private let read: @Sendable () -> Double

    init(kind: Exposition.Kind, read: @escaping @Sendable () -> Double) {
        ownKind = kind
        self.read = read
    }

    func write(_ labels: [(String, String)], into exposition: inout Exposition) {
        exposition.sample(labels, read())
    }
}
