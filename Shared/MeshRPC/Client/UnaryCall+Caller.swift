public import NIOCore

extension UnaryCall {
    /// The caller's task waits from here.
    @usableFromInline
    func wait(_ continuation: UnsafeContinuation<Void, Never>) {
        outcome = .pending
        self.continuation = continuation
    }

    /// How it is hedged; nil when it is not.
    @usableFromInline
    var hedge: HedgePolicy? { head.hedge }

    /// The payload of the Response frame.
    @usableFromInline
    func response() throws(RPCError) -> ByteBuffer {
        switch outcome {
        case .response(let payload): return payload
        case .failed(let error): throw error
        case .again: throw Refusal.beforeWork("no server took the call")
        case .pending: throw .internal("a call ended without an outcome")
        }
    }
}
