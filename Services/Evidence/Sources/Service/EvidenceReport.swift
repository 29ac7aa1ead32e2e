package import MeshRuntime

/// Counts what strangers asked and what checks found.
package struct EvidenceReport: Sendable {
    private let registry: MetricRegistry

    /// Counts in `registry`.
    package init(_ registry: MetricRegistry) {
        self.registry = registry
    }

    func checked(_ hasPassed: Bool) {
        registry.counter(
            "colophon_evidence_checks_total", help: "Items held against their seals again, by outcome.",
            labels: [("outcome", hasPassed ? "passed" : "failed")]
        ).increment()
    }

    func asked(_ asker: String, _ outcome: String) {
        registry.counter(
            "colophon_evidence_questions_total", help: "Questions about seals, by asker and outcome.",
            labels: [("asker", asker), ("outcome", outcome)]
        ).increment()
    }
}
