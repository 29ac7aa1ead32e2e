/// What a machine asks a service: is it alive, may it be sent work, and its metrics.
package enum ProbePages {
    /// `/healthz` answers 200 as long as the process answers at all; `/readyz` 200, with what the service does not do any
    /// more, or 503 with the reason; `/metrics` Prometheus's text.
    package static func pages(readiness: Readiness, metrics: MetricRegistry) -> [String: HTTPListener.Page] {
        [
            "/healthz": { _ in .text("ok") },
            "/readyz": { _ in
                switch readiness.state {
                case .ready: .text(readiness.limitation.map { "ready, but \($0)" } ?? "ready")
                case .starting: .text("starting", status: 503)
                case .draining: .text("draining", status: 503)
                case .failed(let reason): .text("failed: \(reason)", status: 503)
                }
            },
            "/metrics": { _ in
                HTTPListener.Answer(contentType: Exposition.contentType, body: metrics.exposition())
            },
        ]
    }

    /// Inspection pages made anew for every question.
    package static func page(_ make: @escaping @Sendable () async -> InspectionPage) -> HTTPListener.Page {
        { question in
            let page = await make()
            return question.wantsJSON
                ? HTTPListener.Answer(contentType: "application/json", body: page.json)
                : HTTPListener.Answer(contentType: "text/html; charset=utf-8", body: page.html)
        }
    }
}
