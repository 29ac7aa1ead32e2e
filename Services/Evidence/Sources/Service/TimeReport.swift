package import MeshRuntime

/// Counts what witnesses and external authorities answered.
package struct TimeReport: Sendable {
    private let registry: MetricRegistry
    private let witnessedSize: MetricGauge

    /// Counts in `registry`.
    package init(_ registry: MetricRegistry) {
        self.registry = registry
        witnessedSize = registry.gauge(
            "colophon_evidence_witnessed_entries", help: "Entries of the newest checkpoint with its quorum.")
    }

    func witness(_ name: String, _ outcome: String) {
        registry.counter(
            "colophon_evidence_witness_answers_total", help: "Answers of witnesses, by outcome.",
            labels: [("witness", name), ("outcome", outcome)]
        ).increment()
    }

    func authority(_ name: String, _ outcome: String) {
        registry.counter(
            "colophon_evidence_timestamp_answers_total", help: "Answers of external timestamp authorities, by outcome.",
            labels: [("authority", name), ("outcome", outcome)]
        ).increment()
    }

    /// Whether a witness has seen more of the log than the store holds, or another one.
    func disputed(_ name: String, _ isDisputed: Bool) {
        registry.gauge(
            "colophon_evidence_witness_disputes",
            help: "1 for a witness that has seen more of the log than the store holds, or another log.",
            labels: [("witness", name)]
        ).set(isDisputed ? 1 : 0)
    }

    /// Whether the log is signed no more because of that.
    func stopped() {
        registry.gauge(
            "colophon_evidence_log_stopped", help: "1 when nothing is sealed because a witness contradicts the log."
        ).set(1)
    }

    func witnessed(_ size: UInt64) { witnessedSize.set(Double(size)) }
}
