import MeshKernel
package import MeshRPC

/// Counts every call of a server.
package struct MetricsInterceptor: ServerInterceptor {
    /// Before every check, so that refused calls are counted too.
    package var stage: InterceptorStage { .metrics }

    private let metrics: RPCMetrics

    package init(metrics: RPCMetrics) {
        self.metrics = metrics
    }

    package func began(_ context: ServerContext) throws(RPCError) {
        metrics.metrics(of: context.method).begin()
    }

    package func ended(_ context: ServerContext, outcome: RPCOutcome) {
        metrics.metrics(of: context.method).end(
            status: outcome.status, nanoseconds: outcome.duration.wholeNanoseconds)
    }
}

/// Counts every call of a client.
package struct MetricsClientInterceptor: ClientInterceptor {
    /// Around everything but the span.
    package var stage: InterceptorStage { .metrics }

    private let metrics: RPCMetrics

    package init(metrics: RPCMetrics) {
        self.metrics = metrics
    }

    package func began(_ call: ClientContext) throws(RPCError) {
        metrics.metrics(of: call.method).begin()
    }

    package func ended(_ call: ClientContext, outcome: RPCOutcome) {
        metrics.metrics(of: call.method).end(status: outcome.status, nanoseconds: outcome.duration.wholeNanoseconds)
    }
}
