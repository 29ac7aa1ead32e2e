import Logging
import MeshKernel
import MeshTLS

/// Metrics of the runtime's own parts.
enum RuntimeMetrics {
    /// Lag and holds of each event loop; a hold is a log line as well, at debug.
    static func loops(
        count: Int, registry: MetricRegistry, logger: Logger
    ) -> (listener: LoopWatchdog.Listener, lags: [LatencyHistogram]) {
        let lags = (0..<count).map { loop in
            registry.latency(
                "colophon_event_loop_lag_seconds", help: "Time until an event loop answered its watchdog.",
                labels: [("loop", "\(loop)")])
        }
        let holds = (0..<count).map { loop in
            registry.counter(
                "colophon_event_loop_held_total",
                help: "Times an event loop was held for more than \(Limits.loopHeldMilliseconds) ms.",
                labels: [("loop", "\(loop)")])
        }
        let listener = LoopWatchdog.Listener(
            lag: { loop, nanoseconds in lags[loop].record(nanoseconds: nanoseconds) },
            held: { loop, nanoseconds in
                holds[loop].increment()
                logger.debug(
                    "an event loop is held",
                    metadata: ["loop": "\(loop)", "milliseconds": "\(nanoseconds / 1_000_000)"])
            })
        return (listener, lags)
    }

    /// How often something was read again: who asked for it can learn here that it is done.
    struct Reloads: Sendable {
        struct Outcomes: Sendable {
            let done: MetricCounter
            let refused: MetricCounter
        }

        let certificates: Outcomes
        let policies: Outcomes
    }

    static func register(_ credentials: TLSCredentials, in registry: MetricRegistry) -> Reloads {
        registry.gauge(
            "colophon_certificate_not_after_seconds",
            help: "Last moment at which this replica's certificate is good, since the Unix epoch."
        ) { Double(credentials.expiry?.milliseconds ?? 0) / 1_000 }
        func outcomes(_ name: String, _ what: String) -> Reloads.Outcomes {
            let help = "Times \(what) were read again: taken up, or refused and the old ones kept."
            return Reloads.Outcomes(
                done: registry.counter(name, help: help, labels: [("outcome", "done")]),
                refused: registry.counter(name, help: help, labels: [("outcome", "refused")]))
        }
        return Reloads(
            certificates: outcomes("colophon_certificate_reloads_total", "certificate, key and trust"),
            policies: outcomes("colophon_policy_reloads_total", "limits, quotas and token keys"))
    }

    static func register(offload: OffloadPool, tracer: Tracer, log: ServiceLog, in registry: MetricRegistry) {
        registry.gauge("colophon_offload_waiting", help: "Pieces of work that wait for a thread.") {
            Double(offload.waitingCount)
        }
        registry.gauge("colophon_offload_running", help: "Pieces of work on the offload pool's threads.") {
            Double(offload.runningCount)
        }
        registry.counter("colophon_offload_refused_total", help: "Pieces of work refused by a full queue.") {
            Double(offload.refusedCount)
        }
        registry.counter("colophon_spans_exported_total", help: "Spans delivered.") { Double(tracer.exportedCount) }
        registry.counter("colophon_spans_dropped_total", help: "Spans lost to a full queue or a silent collector.") {
            Double(tracer.droppedCount)
        }
        registry.counter("colophon_log_dropped_lines_total", help: "Log lines lost to a full buffer.") {
            Double(log.writer.droppedLines)
        }
    }
}
