import MeshKernel

extension ClientCore {
    /// What a call starts with: its deadline, its metadata, its hooks.
    @usableFromInline
    func begin(_ path: MethodPath, _ options: CallOptions) throws(RPCError) -> CallHead {
        var deadline = options.deadline
        var now = MonotonicTime(nanoseconds: 0)
        let policy = policies?.policy(of: path.descriptor)
        let waitsForReady = options.waitsForReady ?? policy?.waitsForReady ?? false
        if options.timeout != nil || !interceptors.isEmpty || policy?.timeoutMilliseconds != nil {
            now = loop.time.monotonic()
            if let timeout = options.timeout {
                deadline = Deadline.earlier(deadline, Deadline(now.advanced(by: timeout)))
            }
            if let timeout = policy?.timeoutMilliseconds {
                deadline = Deadline.earlier(deadline, Deadline(now.advanced(by: .milliseconds(timeout))))
            }
        }
        var metadata = options.metadata
        if let key = options.idempotencyKey { metadata["idempotency-key"] = key }
        if let authorization = options.authorization { metadata["authorization"] = authorization }
        guard !interceptors.isEmpty else {
            if let trace = options.trace { metadata["traceparent"] = trace.traceparent }
            return CallHead(
                path: path, metadata: metadata, deadline: deadline, began: now, context: nil, policy: policy,
                waitsForReady: waitsForReady)
        }
        let context = ClientContext(
            method: path.descriptor, service: name, began: now, deadline: deadline, metadata: metadata,
            trace: options.trace)
        var begun = 0
        do throws(RPCError) {
            while begun < interceptors.count {
                begun += 1
                try interceptors[begun - 1].began(context)
            }
        } catch {
            let outcome = RPCOutcome(
                error: error, duration: .zero, messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0)
            for index in (0..<begun).reversed() { interceptors[index].ended(context, outcome: outcome) }
            throw error
        }
        metadata = context.metadata
        if let trace = context.trace { metadata["traceparent"] = trace.traceparent }
        return CallHead(
            path: path, metadata: metadata, deadline: deadline, began: now, context: context, policy: policy,
            waitsForReady: waitsForReady)
    }

    /// A unary call's outcome is certain.
    @usableFromInline
    func ended(_ call: UnaryCall, _ error: RPCError?, responseBytes: Int) {
        // Failures have been noted attempt by attempt.
        if isKeepingScore, error == nil, call.replica >= 0 { noteSuccess(call.replica) }
        guard let context = call.head.context else { return }
        ended(
            context,
            RPCOutcome(
                error: error, duration: loop.time.monotonic().since(call.head.began),
                messagesIn: error == nil ? 1 : 0, messagesOut: 1, bytesIn: responseBytes, bytesOut: call.bytesOut))
    }

    func ended(_ context: ClientContext, _ outcome: RPCOutcome) {
        for interceptor in interceptors.reversed() { interceptor.ended(context, outcome: outcome) }
    }
}
