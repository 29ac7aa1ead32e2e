package import CoreMetrics

/// Lets libraries that record through swift-metrics write into the service's registry. Labels become names of
/// Prometheus's alphabet with the prefix `colophon_`; timers become latency histograms; recorders keep the sum and the
/// count of what they saw.
package final class RuntimeMetricsFactory: MetricsFactory {
    private let registry: MetricRegistry

    package init(registry: MetricRegistry) {
        self.registry = registry
    }

    /// A counter; its name gets the ending `_total`.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        CounterBridge(
            counter: registry.counter(
                Self.name(label, ending: "_total"), help: Self.help, labels: Self.labels(dimensions)))
    }

    /// A gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        GaugeBridge(
            gauge: registry.gauge(MetricName.sanitized(label), help: Self.help, labels: Self.labels(dimensions)))
    }

    /// Sum and count of what is recorded, or a gauge of the latest when `aggregate` is false.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let labels = Self.labels(dimensions)
        guard aggregate else {
            return GaugeBridge(gauge: registry.gauge(MetricName.sanitized(label), help: Self.help, labels: labels))
        }
        return RecorderBridge(
            sum: registry.gauge(Self.name(label, ending: "_sum"), help: Self.help, labels: labels),
            count: registry.counter(Self.name(label, ending: "_total"), help: Self.help, labels: labels))
    }

    /// A latency histogram; its name gets the ending `_seconds`.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        TimerBridge(
            histogram: registry.latency(
                Self.name(label, ending: "_seconds"), help: Self.help, labels: Self.labels(dimensions)))
    }

    // Series stay until the process ends: a name that vanishes and comes back breaks every rate over it.
    /// Keeps the series.
    package func destroyCounter(_ handler: any CounterHandler) {}
    /// Keeps the series.
    package func destroyMeter(_ handler: any MeterHandler) {}
    /// Keeps the series.
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Keeps the series.
    package func destroyTimer(_ handler: any TimerHandler) {}

    private static let help = "Recorded by a library."

    private static func name(_ label: String, ending: String) -> String {
        let name = MetricName.sanitized(label)
        return name.hasSuffix(ending) ? name : name + ending
    }

    private static func labels(_ dimensions: [(String, String)]) -> [(String, String)] {
        dimensions.map { (String(MetricName.sanitized($0.0).dropFirst("colophon_".count)), $0.1) }
            .filter { MetricName.isValidLabel($0.0) && $0.0 != "le" }
    }
}

private final class CounterBridge: CounterHandler {
    let counter: MetricCounter
    init(counter: MetricCounter) { self.counter = counter }
    func increment(by amount: Int64) { counter.increment(by: UInt64(max(0, amount))) }
    func reset() { counter.reset() }
}

private final class GaugeBridge: MeterHandler, RecorderHandler {
    let gauge: MetricGauge
    init(gauge: MetricGauge) { self.gauge = gauge }
    func set(_ value: Int64) { gauge.set(Double(value)) }
    func set(_ value: Double) { gauge.set(value) }
    func increment(by amount: Double) { gauge.add(amount) }
    func decrement(by amount: Double) { gauge.add(-amount) }
    func record(_ value: Int64) { gauge.set(Double(value)) }
    func record(_ value: Double) { gauge.set(value) }
}

private final class RecorderBridge: RecorderHandler {
    let sum: MetricGauge
    let count: MetricCounter
    init(sum: MetricGauge, count: MetricCounter) {
        self.sum = sum
        self.count = count
    }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        sum.add(value)
        count.increment()
    }
}

private final class TimerBridge: TimerHandler {
    let histogram: LatencyHistogram
    init(histogram: LatencyHistogram) { self.histogram = histogram }
    func recordNanoseconds(_ duration: Int64) { histogram.record(nanoseconds: duration) }
}
