public import NIOCore

extension UnaryCall {
    /// The caller's task waits from here.
    @usableFromInline
    func wait(_ continuation: UnsafeContinuation<Void, Never>) {
        outcome = .pending
        self.continuation = continuation
    }

    /// Whether the call is sent again: no server has worked on it, and that has not happened too often.
    @usableFromInline
    func mayRepeat(after error: RPCError) -> Bool {
        guard Refusal.isBeforeWork(error), repetitions < Limits.transparentRetriesMax else { return false }
        repetitions += 1
        return true
    }

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
