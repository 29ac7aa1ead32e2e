import MeshKernel
package import MeshRPC
import MeshTLS

/// Records a span for every call of a recorded trace. The RPC layer has already made the call's own context, a child of
/// the caller's or the start of a trace.
package struct TraceInterceptor: ServerInterceptor {
    /// Before everything, so that refused calls have spans too.
    package var stage: InterceptorStage { .trace }

    private let tracer: Tracer

    package init(tracer: Tracer) {
        self.tracer = tracer
    }

    package func ended(_ context: ServerContext, outcome: RPCOutcome) {
        guard tracer.isOn, context.trace.isSampled else { return }
        tracer.record(
            call: context.method, context: context.trace, parent: context.parentTrace?.span, kind: .server,
            began: context.began.nanoseconds, ended: context.began.nanoseconds + outcome.duration.wholeNanoseconds,
            status: outcome.status, peer: context.peer?.service)
    }
}
