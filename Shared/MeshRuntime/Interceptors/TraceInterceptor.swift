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
            .call(
                context.method, context.trace, parent: context.parentTrace?.span, kind: .server,
                began: context.began.nanoseconds, outcome: outcome,
                peer: context.peer?.service))
    }
}

extension Span {
    /// The span of one rpc, with OpenTelemetry's attributes for rpc.
    static func call(
        _ method: MethodDescriptor, _ trace: TraceContext, parent: UInt64?, kind: Kind, began: Int64,
        outcome: RPCOutcome, peer: String?
    ) -> Span {
        var attributes: [(String, Value)] = [
            ("rpc.system", .text("ttrpc")), ("rpc.service", .text(method.service)), ("rpc.method", .text(method.name)),
            ("rpc.grpc.status_code", .integer(Int64(outcome.status))),
        ]
        if let peer { attributes.append(("peer.service", .text(peer))) }
        return Span(
            context: trace, parent: parent, name: method.fullName, kind: kind, began: began,
            ended: began + outcome.duration.wholeNanoseconds, attributes: attributes,
            // Only the status's name: an error's text may hold what does not belong into a collector.
            status: outcome.error == nil ? .ok : .error(outcome.statusName))
    }
}
