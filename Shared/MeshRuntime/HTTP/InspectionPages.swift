import MeshKernel
import MeshRPC
import MeshStore
import MeshTLS

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// `/status`, `/connections`, `/calls` and `/load` of a running service.
struct InspectionPages: Sendable {
    let runtime: RuntimeEnvironment
    let server: RPCServer
    let metrics: RPCMetrics
    let watchdog: LoopWatchdog
    /// How long each event loop took to answer the watchdog.
    let lags: [LatencyHistogram]
    let readiness: Readiness
    let storeMetrics: StoreMetrics
    let startedAt: MonotonicTime

    var all: [String: HTTPListener.Page] {
        [
            "/": ProbePages.page { status() },
            "/status": ProbePages.page { status() },
            "/connections": ProbePages.page { await connections() },
            "/calls": ProbePages.page { await calls() },
            "/load": { _ in HTTPListener.Answer(contentType: "application/json", body: load) },
        ]
    }

    private var subject: String { "\(runtime.configuration.service)/\(runtime.configuration.replica)" }

    // MARK: - Status

    private func status() -> InspectionPage {
        let configuration = runtime.configuration
        let expiry = runtime.credentials.expiry
        var facts: [InspectionPage.Fact] = [
            .init("service", .text(configuration.service)),
            .init("replica", .text(configuration.replica)),
            .init("version", .text(MeshRuntime.version)),
            .init("state", .text(readiness.state.words)),
            .init("uptime_seconds", .seconds(runtime.time.monotonic().since(startedAt).seconds)),
            .init("process", .integer(Int64(getpid()))),
            .init("environment", .text(configuration.environment.rawValue)),
            .init("listen", .text("\(configuration.listen)")),
            .init("probes", configuration.probes.map { .text("\($0)") } ?? .unknown),
            .init("certificate", .text(configuration.tls.certificate)),
            .init("certificate_expires", expiry.map { .text($0.rfc3339) } ?? .unknown),
            .init("token_keys", .integer(Int64(configuration.tokens.keys?.count ?? 0))),
            .init("development_key", .text(configuration.tokens.developmentKey == nil ? "no" : "yes")),
            .init("trace_exporter", .text(configuration.trace.exporter.words)),
            .init("resident_bytes", ProcessMetrics.residentBytes.map { .bytes(Int64($0)) } ?? .unknown),
            .init("cpu_seconds", .seconds(ProcessMetrics.cpuSeconds)),
            .init("open_descriptors", ProcessMetrics.openDescriptors.map { .integer(Int64($0)) } ?? .unknown),
            .init("threads", ProcessMetrics.threads.map { .integer(Int64($0)) } ?? .unknown),
            .init("offload_running", .integer(Int64(runtime.offload.runningCount))),
            .init("offload_waiting", .integer(Int64(runtime.offload.waitingCount))),
            .init("remembered_tokens", .integer(Int64(runtime.tokens.rememberedCount))),
        ]
        if let store = runtime.store { facts += storeFacts(store) }
        return InspectionPage(path: "/status", subject: subject, facts: facts, tables: [methods(), loops()])
    }

    private func storeFacts(_ store: Store) -> [InspectionPage.Fact] {
        let statistics = store.statistics
        let commit = storeMetrics.commitPercentiles
        return [
            .init(
                "store", .text(store.failure.map { "failed: \($0.reason)" } ?? runtime.configuration.store?.path ?? "")),
            .init("store_queued_writes", .integer(Int64(statistics.queuedWrites))),
            .init("store_commits", .integer(Int64(clamping: statistics.commits))),
            .init("store_closures", .integer(Int64(clamping: statistics.closures))),
            .init("store_commit_p50", commit.first.map { .seconds($0) } ?? .unknown),
            .init("store_commit_p99", commit.last.map { .seconds($0) } ?? .unknown),
            .init("store_wal_bytes", .bytes(Int64(statistics.walBytes))),
            .init("store_checkpoint_stall_max", .seconds(statistics.checkpointStallMax.seconds)),
        ]
    }

    private func methods() -> InspectionPage.Table {
        InspectionPage.Table(
            "methods", columns: ["service", "method", "calls", "errors", "in_flight", "p50", "p99"],
            rows: metrics.all.map { method in
                let counts = method.countsByStatus
                let percentiles = method.latency.percentiles([50, 99])
                return [
                    .text(method.service), .text(method.method), .integer(Int64(clamping: counts.reduce(0, +))),
                    .integer(Int64(clamping: counts.dropFirst().reduce(0, +))),
                    .integer(Int64(clamping: method.inFlight)),
                    percentiles.first.map { .seconds($0) } ?? .unknown,
                    percentiles.last.map { .seconds($0) } ?? .unknown,
                ]
            })
    }

    private func loops() -> InspectionPage.Table {
        InspectionPage.Table(
            "loops", columns: ["loop", "worst_lag_since_last_look"],
            rows: watchdog.worstSinceLast().enumerated().map { index, nanoseconds in
                [.integer(Int64(index)), .seconds(Double(nanoseconds) / 1e9)]
            })
    }

    // MARK: - Connections and calls

    private func connections() async -> InspectionPage {
        let records = await server.connections()
        let now = runtime.time.monotonic()
        return InspectionPage(
            path: "/connections", subject: subject, facts: [.init("open", .integer(Int64(records.count)))],
            tables: [
                InspectionPage.Table(
                    "connections",
                    columns: [
                        "peer", "address", "protocol", "age", "streams", "calls", "received", "sent", "send_window",
                        "receive_window", "round_trip", "draining",
                    ],
                    rows: records.prefix(Limits.inspectionRowsMax).map { record in
                        [
                            record.peer.map { .text("\($0.service)/\($0.replica)") } ?? .unknown,
                            .text(record.address), record.applicationProtocol.map { .text($0) } ?? .unknown,
                            .seconds(now.since(record.opened).seconds), .integer(Int64(record.streams)),
                            .integer(Int64(record.calls)), .bytes(Int64(record.bytesIn)),
                            .bytes(Int64(record.bytesOut)), .bytes(Int64(record.sendWindowBytes)),
                            .bytes(Int64(record.receiveWindowBytes)),
                            record.roundTrip.map { .seconds($0.seconds) } ?? .unknown,
                            .text(record.isDraining ? "yes" : "no"),
                        ]
                    })
            ])
    }

    private func calls() async -> InspectionPage {
        let calls = await server.calls()
        let now = runtime.time.monotonic()
        func table(_ key: String, _ records: [CallRecord]) -> InspectionPage.Table {
            InspectionPage.Table(
                key, columns: ["method", "peer", "began_ago", "duration", "status", "trace"],
                rows: records.reversed().prefix(Limits.inspectionRowsMax).map { record in
                    [
                        .text(record.method), .text(record.peer), .seconds(now.since(record.began).seconds),
                        .seconds((record.duration ?? now.since(record.began)).seconds),
                        record.status.map { .text($0) } ?? .unknown, .text(record.trace.traceIDText),
                    ]
                })
        }
        return InspectionPage(
            path: "/calls", subject: subject,
            facts: [
                .init("in_flight_now", .integer(Int64(calls.inFlight.count))),
                .init("slow_from", .seconds(RPCServer.slowCall.seconds)),
            ],
            tables: [
                table("in_flight", calls.inFlight), table("slow", calls.slow), table("recent", calls.recent),
            ])
    }
}

extension Duration {
    /// As a fraction.
    fileprivate var seconds: Double { Double(wholeNanoseconds) / 1e9 }
}

extension Readiness.State {
    var words: String {
        switch self {
        case .starting: "starting"
        case .ready: "ready"
        case .draining: "draining"
        case .failed(let reason): "failed: \(reason)"
        }
    }
}

extension TraceExport.Exporter {
    /// Without what a URL may carry besides its host: credentials have been seen there.
    fileprivate var words: String {
        switch self {
        case .none: "none"
        case .file(let path): "file:\(path)"
        case .url(let url):
            url.split(separator: "/").prefix(2).joined(separator: "//").split(separator: "@").last.map(String.init)
                ?? ""
        }
    }
}
