import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension InspectionPages {
    /// Everything a reader needs to say what happened between two looks, as counts that only grow: it keeps the state,
    /// so that any number of readers may look as often as each likes. For programs only, `colophon top` above all.
    var load: [UInt8] {
        var text = JSONText()
        text.object { page in
            page.member("service", runtime.configuration.service)
            page.member("replica", runtime.configuration.replica)
            page.member("process", getpid())
            page.member("state", readiness.state.words)
            page.member("monotonic_ns", runtime.time.monotonic().nanoseconds)
            page.member("resident_bytes", ProcessMetrics.residentBytes ?? 0)
            page.array("methods") { list in
                for method in metrics.all { list.object { write(method, into: &$0) } }
            }
            page.array("loops") { list in
                for lag in lags { list.object { Self.write("lag", lag, into: &$0) } }
            }
        }
        return text.bytes + [UInt8(ascii: "\n")]
    }

    private func write(_ method: RPCMethodMetrics, into text: inout JSONText) {
        let counts = method.countsByStatus
        text.member("service", method.service)
        text.member("method", method.method)
        text.member("calls", counts.reduce(0, +))
        text.member("errors", counts.dropFirst().reduce(0, +))
        text.member("in_flight", method.inFlight)
        Self.write("latency", method.latency, into: &text)
    }

    /// A histogram as pairs of nanoseconds and count.
    private static func write(_ name: String, _ histogram: LatencyHistogram, into text: inout JSONText) {
        text.array(name) { list in
            for (nanoseconds, count) in histogram.counts() {
                list.array { pair in
                    pair.raw(String(nanoseconds))
                    pair.raw(String(count))
                }
            }
        }
    }
}
