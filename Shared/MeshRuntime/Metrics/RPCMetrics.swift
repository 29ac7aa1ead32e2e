import MeshKernel
package import MeshRPC
import Synchronization

/// What is counted of one method. Recording takes four additions to atomics and allocates nothing.
package final class RPCMethodMetrics: Sendable {
    /// The method, as labels.
    package let service: String
    /// The method's own name.
    package let method: String
    /// Durations of calls that have ended.
    package let latency = LatencyHistogram()

    private let began = Atomic<UInt64>(0)
    /// By gRPC's number; 0 is success.
    private let ended = InlineArray<17, Atomic<UInt64>> { _ in Atomic(0) }

    init(service: String, method: String) {
        self.service = service
        self.method = method
    }

    /// A call begins.
    @inline(__always)
    package func begin() {
        began.wrappingAdd(1, ordering: .relaxed)
    }

    /// A call ends with gRPC's number, 0 for success, after so long.
    @inline(__always)
    package func end(status: Int32, nanoseconds: Int64) {
        ended[Int(max(0, min(16, status)))].wrappingAdd(1, ordering: .relaxed)
        latency.record(nanoseconds: nanoseconds)
    }

    /// Calls ended, by gRPC's number.
    package var countsByStatus: [UInt64] { (0..<17).map { ended[$0].load(ordering: .relaxed) } }

    /// Calls begun and not ended. Ends are read first, so that it is never negative.
    package var inFlight: UInt64 {
        let ends = countsByStatus.reduce(0, +)
        let begins = began.load(ordering: .relaxed)
        return begins > ends ? begins - ends : 0
    }
}

/// Counts the calls of one side, by method.
package final class RPCMetrics: MetricCollector {
    /// Which end of the calls is counted.
    package enum Side: String, Sendable {
        case server, client
    }

    private let side: Side
    private let known: MethodMetricsTable
    /// Methods that were not known at the start: those a client calls.
    private let learned = Mutex(MethodMetricsTable([]))

    /// `methods` are registered at once, so that their series exist before the first call.
    package init(side: Side, methods: [MethodDescriptor]) {
        self.side = side
        known = MethodMetricsTable(methods.map { RPCMethodMetrics(service: $0.service, method: $0.name) })
    }

    /// The method's counters.
    package func metrics(of method: MethodDescriptor) -> RPCMethodMetrics {
        if let found = known.find(method.service, method.name) { return found }
        return learned.withLock { table in
            if let found = table.find(method.service, method.name) { return found }
            let isFull = table.all.count >= Limits.metricSeriesMax
            let fresh = RPCMethodMetrics(
                service: isFull ? "other" : method.service, method: isFull ? "other" : method.name)
            if isFull, let other = table.find("other", "other") { return other }
            table = MethodMetricsTable(table.all + [fresh])
            return fresh
        }
    }

    /// Every method, by name.
    package var all: [RPCMethodMetrics] {
        (known.all + learned.withLock { $0.all }).sorted { ($0.service, $0.method) < ($1.service, $1.method) }
    }

    package func collect(into exposition: inout Exposition) {
        let methods = all
        let prefix = "colophon_rpc_\(side.rawValue)"
        exposition.family("\(prefix)_calls_total", .counter, help: "Calls ended, by method and status.")
        for metrics in methods {
            for (status, count) in metrics.countsByStatus.enumerated() where count > 0 || status == 0 {
                let name = RPCError.Code(rawValue: Int32(status))?.name ?? "OK"
                exposition.sample(metrics.labels + [("code", name)], count)
            }
        }
        exposition.family("\(prefix)_errors_total", .counter, help: "Calls ended with an error, by method.")
        for metrics in methods {
            exposition.sample(metrics.labels, metrics.countsByStatus.dropFirst().reduce(0, +))
        }
        exposition.family("\(prefix)_in_flight", .gauge, help: "Calls begun and not ended.")
        for metrics in methods { exposition.sample(metrics.labels, metrics.inFlight) }
        exposition.family("\(prefix)_latency_seconds", .histogram, help: "Time from a call's beginning to its end.")
        for metrics in methods { exposition.histogram(metrics.labels, metrics.latency.snapshot()) }
    }
}

extension RPCMethodMetrics {
    fileprivate var labels: [(String, String)] { [("service", service), ("method", method)] }
}

/// Methods by their names, without hashing a string: the lengths of both names choose the place.
struct MethodMetricsTable: Sendable {
    let all: [RPCMethodMetrics]
    private let buckets: [[RPCMethodMetrics]]

    init(_ all: [RPCMethodMetrics]) {
        var buckets = [[RPCMethodMetrics]](repeating: [], count: 64)
        for metrics in all { buckets[Self.place(metrics.service, metrics.method)].append(metrics) }
        self.all = all
        self.buckets = buckets
    }

    @inline(__always)
    func find(_ service: String, _ method: String) -> RPCMethodMetrics? {
        for metrics in buckets[Self.place(service, method)] where metrics.method == method && metrics.service == service
        {
            return metrics
        }
        return nil
    }

    @inline(__always)
    private static func place(_ service: String, _ method: String) -> Int {
        (method.utf8.count &+ service.utf8.count &* 5) & 63
    }
}
