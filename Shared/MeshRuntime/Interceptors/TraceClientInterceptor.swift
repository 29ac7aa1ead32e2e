import MeshKernel
package import MeshRPC
import Synchronization

/// Gives every call made here a span of its own, under the span that makes it.
package final class TraceClientInterceptor: ClientInterceptor {
    /// Around everything else.
    package var stage: InterceptorStage { .trace }

    private let tracer: Tracer
    /// Spans that made the recorded calls in flight; a call's context holds only its own.
    private let parents = Mutex<[ObjectIdentifier: UInt64]>([:])

    package init(tracer: Tracer) {
        self.tracer = tracer
    }

    package func began(_ call: ClientContext) throws(RPCError) {
        guard tracer.isOn else { return }
        guard let parent = call.trace else {
            call.trace = tracer.root()
            return
        }
        guard parent.isSampled else { return }
        call.trace = tracer.child(of: parent)
        parents.withLock { $0[ObjectIdentifier(call)] = parent.span }
    }

    package func ended(_ call: ClientContext, outcome: RPCOutcome) {
        guard tracer.isOn, let trace = call.trace, trace.isSampled else { return }
        let parent = parents.withLock { $0.removeValue(forKey: ObjectIdentifier(call)) }
        tracer.record(
            call: call.method, context: trace, parent: parent, kind: .client, began: call.began.nanoseconds,
            ended: call.began.nanoseconds + outcome.duration.wholeNanoseconds, status: outcome.status,
            peer: call.service)
    }
}
