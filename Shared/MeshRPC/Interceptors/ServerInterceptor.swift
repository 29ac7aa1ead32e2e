/// A synchronous hook around every call of a server, run on the call's event loop. There is no asynchronous layer: a
/// hook that needs to wait belongs into a handler.
public protocol ServerInterceptor: Sendable {
    /// Where it stands in the fixed order.
    var stage: InterceptorStage { get }
    /// Before the handler; an error here is the answer, and the handler never runs.
    func began(_ context: ServerContext) throws(RPCError)
    /// Once the outcome is certain; called for every call whose `began` was called, in the opposite order.
    func ended(_ context: ServerContext, outcome: RPCOutcome)
}

extension ServerInterceptor {
    /// Where a hook stands that does not say.
    public var stage: InterceptorStage { .application }
    /// Does nothing.
    public func began(_ context: ServerContext) throws(RPCError) {}
    /// Does nothing.
    public func ended(_ context: ServerContext, outcome: RPCOutcome) {}
}
