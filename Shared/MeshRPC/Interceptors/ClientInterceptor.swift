/// A synchronous hook around every call of a client, run where the call is made.
public protocol ClientInterceptor: Sendable {
    /// Where it stands in the fixed order.
    var stage: InterceptorStage { get }
    /// Before the request is sent; may add metadata. An error here is the call's.
    func began(_ call: ClientContext) throws(RPCError)
    /// Once the outcome is certain, in the opposite order.
    func ended(_ call: ClientContext, outcome: RPCOutcome)
}

extension ClientInterceptor {
    /// Where a hook stands that does not say.
    public var stage: InterceptorStage { .application }
    /// Does nothing.
    public func began(_ call: ClientContext) throws(RPCError) {}
    /// Does nothing.
    public func ended(_ call: ClientContext, outcome: RPCOutcome) {}
}
