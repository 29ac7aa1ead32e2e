/// What happened at a service between two looks at its counters.
struct LoadChange: Sendable {
    /// One row: a method's, or the sum of all.
    struct Traffic: Sendable {
        /// `Service/Method` without the package; nil for the sum.
        let method: String?
        let callsPerSecond: Double
        let errorsPerSecond: Double
        /// Calls begun and not ended at the second look.
        let inFlight: UInt64
        /// Nanoseconds that half of the calls did not exceed; nil without calls.
        let median: UInt64?
        /// The same for 99 of 100.
        let p99: UInt64?
    }

    /// Of all methods together.
    let total: Traffic
    /// By method, those with calls between the looks or in flight.
    let methods: [Traffic]
    /// The slowest answer of any event loop to its watchdog, nanoseconds; nil when none came.
    let loopLag: UInt64?

    /// Nil when the two looks were at different processes, or at no distance.
    init?(from old: ServiceLoad, to new: ServiceLoad) {
        guard old.process == new.process, new.monotonic > old.monotonic else { return nil }
        let seconds = Double(new.monotonic - old.monotonic) / 1e9
        let before = Dictionary(
            old.methods.map { ([$0.service, $0.method], $0) }, uniquingKeysWith: { first, _ in first })
        var rows: [Traffic] = []
        var all: [UInt64: UInt64] = [:]
        var (calls, errors, inFlight) = (UInt64(0), UInt64(0), UInt64(0))
        for method in new.methods {
            let old = before[[method.service, method.method]]
            let made = Self.growth(method.calls, old?.calls)
            let failed = Self.growth(method.errors, old?.errors)
            let times = Self.growth(method.latency, old?.latency)
            all.merge(times, uniquingKeysWith: &+)
            calls += made
            errors += failed
            inFlight += method.inFlight
            guard made > 0 || method.inFlight > 0 else { continue }
            let name = "\(method.service.split(separator: ".").last ?? "")/\(method.method)"
            rows.append(
                Traffic(
                    method: name, callsPerSecond: Double(made) / seconds, errorsPerSecond: Double(failed) / seconds,
                    inFlight: method.inFlight, median: Self.percentile(50, of: times),
                    p99: Self.percentile(99, of: times)))
        }
        total = Traffic(
            method: nil, callsPerSecond: Double(calls) / seconds, errorsPerSecond: Double(errors) / seconds,
            inFlight: inFlight, median: Self.percentile(50, of: all), p99: Self.percentile(99, of: all))
        methods = rows
        loopLag = zip(new.loops, old.loops).flatMap { Self.growth($0.lag, $1.lag).keys }.max()
    }

    private static func growth(_ new: UInt64, _ old: UInt64?) -> UInt64 {
        new - min(new, old ?? 0)
    }

    /// What each bucket gained.
    private static func growth(_ new: [[UInt64]], _ old: [[UInt64]]?) -> [UInt64: UInt64] {
        func table(_ pairs: [[UInt64]]) -> [UInt64: UInt64] {
            Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: &+)
        }
        let before = table(old ?? [])
        return table(new).reduce(into: [:]) { result, entry in
            let gained = growth(entry.value, before[entry.key])
            if gained > 0 { result[entry.key] = gained }
        }
    }

    /// The value that `percent` of what was counted does not exceed; nil of nothing.
    static func percentile(_ percent: Double, of counts: [UInt64: UInt64]) -> UInt64? {
        let total = counts.values.reduce(0, +)
        let wanted = max(1, (Double(total) * percent / 100).rounded(.up))
        var seen: UInt64 = 0
        for (value, count) in counts.sorted(by: { $0.key < $1.key }) {
            seen += count
            if Double(seen) >= wanted { return value }
        }
        return nil
    }
}
