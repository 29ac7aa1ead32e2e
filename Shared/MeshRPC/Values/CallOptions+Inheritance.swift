extension CallOptions {
    /// What a handler's own calls take over from the call it answers: the deadline and the trace; the end user's token
    /// only when asked, for it may go only to services that act for that user within this request.
    public init(inheriting context: ServerContext, forwardingAuthorization: Bool = false) {
        self.init(
            deadline: context.deadline,
            authorization: forwardingAuthorization ? context.metadata["authorization"] : nil,
            trace: context.trace)
    }
}
