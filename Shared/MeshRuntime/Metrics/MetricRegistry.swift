import Synchronization

/// Something that can tell its numbers when somebody asks. Names must be its own in its registry.
package protocol MetricCollector: Sendable {
    /// Writes whole families.
    func collect(into exposition: inout Exposition)
}

/// All metrics of a service. Reading is rare and pays for everything; recording goes straight to the handles that were
/// given out at the start.
package final class MetricRegistry: Sendable {
    private struct State {
        var families: [String: MetricFamily] = [:]
        var collectors: [any MetricCollector] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Adds a source of families of its own.
    package func add(_ collector: any MetricCollector) {
        state.withLock { $0.collectors.append(collector) }
    }

    /// The counter with this name and these labels, made at the first call. Names are given in full and end in
    /// `_total`.
    package func counter(_ name: String, help: String, labels: [(String, String)] = []) -> MetricCounter {
        series(name, help: help, labels: labels) { MetricCounter() }
    }

    /// The gauge with this name and these labels, made at the first call.
    package func gauge(_ name: String, help: String, labels: [(String, String)] = []) -> MetricGauge {
        series(name, help: help, labels: labels) { MetricGauge() }
    }

    /// The histogram of durations with this name and these labels, made at the first call. Names end in `_seconds`.
    package func latency(_ name: String, help: String, labels: [(String, String)] = []) -> LatencyHistogram {
        series(name, help: help, labels: labels) { LatencyHistogram() }
    }

    /// The histogram of sizes with this name and these labels, made at the first call.
    package func counts(_ name: String, help: String, labels: [(String, String)] = []) -> CountHistogram {
        series(name, help: help, labels: labels) { CountHistogram() }
    }

    /// A gauge that is asked for its value when somebody reads.
    package func gauge(
        _ name: String, help: String, labels: [(String, String)] = [], read: @escaping @Sendable () -> Double
    ) {
        _ = series(name, help: help, labels: labels) { MetricReading(kind: .gauge, read: read) }
    }

    /// A counter kept elsewhere, asked for its value when somebody reads.
    package func counter(
        _ name: String, help: String, labels: [(String, String)] = [], read: @escaping @Sendable () -> Double
    ) {
        _ = series(name, help: help, labels: labels) { MetricReading(kind: .counter, read: read) }
    }

    /// Everything in Prometheus's text format.
    package func exposition() -> [UInt8] {
        let (families, collectors) = state.withLock { ($0.families, $0.collectors) }
        var exposition = Exposition()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            exposition.family(name, family.kind, help: family.help)
            for series in family.series.values.sorted(by: { $0.labels.lexicallyPrecedes($1.labels) }) {
                series.metric.write(series.labels.pairs, into: &exposition)
            }
        }
        for collector in collectors { collector.collect(into: &exposition) }
        return exposition.bytes
    }

    private func series<Metric: MetricSeries>(
        _ name: String, help: String, labels: [(String, String)], make: () -> Metric
    ) -> Metric {
        precondition(MetricName.isValid(name), "\(name) is not a metric's name")
        precondition(labels.allSatisfy { MetricName.isValidLabel($0.0) }, "a label of \(name) has no proper name")
        return state.withLock { state in
            var key = MetricLabels(labels)
            var family = state.families[name] ?? MetricFamily(kind: Metric.kind ?? make().ownKind, help: help)
            if family.series[key] == nil, family.series.count >= Limits.metricSeriesMax {
                key = MetricLabels(labels.map { ($0.0, "other") })
            }
            if let known = family.series[key]?.metric {
                // One name is one kind of metric, fixed by the code that uses it.
                guard let metric = known as? Metric else { preconditionFailure("\(name) is of another kind") }
                return metric
            }
            let metric = make()
            precondition(metric.ownKind == family.kind, "\(name) is of another kind")
            family.series[key] = MetricFamily.Series(labels: key, metric: metric)
            state.families[name] = family
            return metric
        }
    }
}

/// Metrics of one name.
struct MetricFamily {
    struct Series {
        let labels: MetricLabels
        let metric: any MetricSeries
    }

    let kind: Exposition.Kind
    let help: String
    var series: [MetricLabels: Series] = [:]
}

/// Labels of one series, sorted by name.
struct MetricLabels: Hashable {
    struct Label: Hashable {
        let name: String
        let value: String
    }

    let labels: [Label]

    init(_ pairs: [(String, String)]) {
        labels = pairs.map { Label(name: $0.0, value: $0.1) }.sorted { $0.name < $1.name }
    }

    var pairs: [(String, String)] { labels.map { ($0.name, $0.value) } }

    func lexicallyPrecedes(_ other: MetricLabels) -> Bool {
        for (mine, theirs) in zip(labels, other.labels) where mine != theirs {
            return (mine.name, mine.value) < (theirs.name, theirs.value)
        }
        return labels.count < other.labels.count
    }
}

/// The alphabet of Prometheus's names.
enum MetricName {
    static func isValid(_ name: String) -> Bool {
        isMade(of: name) { $0 == UInt8(ascii: ":") }
    }

    static func isValidLabel(_ name: String) -> Bool {
        isMade(of: name) { _ in false } && !name.hasPrefix("__")
    }

    /// `text` with everything outside the alphabet as `_`, with the house's prefix.
    static func sanitized(_ text: String) -> String {
        var name = ""
        for byte in text.utf8 {
            name.append(isLetter(byte) || isDigit(byte) ? Character(Unicode.Scalar(byte)) : "_")
        }
        return name.hasPrefix("colophon_") ? name : "colophon_" + name
    }

    private static func isMade(of name: String, or extra: (UInt8) -> Bool) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || isDigit($0) || extra($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
