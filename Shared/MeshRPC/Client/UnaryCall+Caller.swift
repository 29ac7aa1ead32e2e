public import NIOCore

extension UnaryCall {
    /// The caller's task waits from here.
    @usableFromInline
    func wait(_ continuation: UnsafeContinuation<Void, Never>) {
        outcome = .pending
        self.continuation = continuation
    }

    /// Whether no server has seen the call, so that it is sent again.
    @usableFromInline
    var mustRepeat: Bool {
        guard case .again = outcome else { return false }
        repetitions += 1
        guard repetitions <= Limits.transparentRetriesMax else {
            outcome = .failed(.unavailable("no server took the call"))
            return false
        }
        return true
    }

    /// The payload of the Response frame.
    @usableFromInline
    func response() throws(RPCError) -> ByteBuffer {
        switch outcome {
        case .response(let payload): return payload
        case .failed(let error): throw error
        case .pending, .again: throw .internal("a call ended without an outcome")
        }
    }
}
