import MeshKernel
import NIOCore

/// A unary call of a client. The caller's task makes it and waits; everything else happens on the loop.
@usableFromInline
final class UnaryCall: @unchecked Sendable {
    enum Outcome {
        case pending
        /// The payload of the Response frame; its envelope is opened by the caller.
        case response(ByteBuffer)
        /// No server has seen it: the caller sends it again.
        case again
        case failed(RPCError)
    }

    let head: CallHead
    var continuation: UnsafeContinuation<Void, Never>?
    var outcome = Outcome.pending
    var connection: ClientConnection?
    var stream: UInt32 = 0
    var timer = TimerWheel<TimedCall>.none
    var isCancelled = false
    var plan = RetryPlan()
    /// Attempts made before by hedging.
    var attempts = 0
    /// Where the latest attempt was made; -1 for nowhere.
    var replica: Int32 = -1
    /// Hedging's attempt before this one.
    var predecessor: UnaryCall?
    var bytesOut = 0

    @usableFromInline
    init(_ head: CallHead) { self.head = head }

    /// The outcome is certain. On the loop.
    func resolve(_ outcome: Outcome, on loop: RPCLoop) {
        guard let continuation else { return }
        self.outcome = outcome
        self.continuation = nil
        connection = nil
        if timer >= 0 {
            loop.unschedule(timer)
            timer = TimerWheel<TimedCall>.none
        }
        continuation.resume()
    }

    func deadlineExpired() {
        timer = TimerWheel<TimedCall>.none
        giveUp(.deadlineExceeded("the deadline passed while \(head.path.descriptor.fullName) was awaited"))
    }

    /// The caller waits no longer. On the loop.
    func giveUp(_ error: RPCError) {
        guard let continuation else { return }
        connection?.giveUp(stream: stream, code: error.code)
        connection = nil
        outcome = .failed(error)
        self.continuation = nil
        if timer >= 0, let loop { loop.unschedule(timer) }
        timer = TimerWheel<TimedCall>.none
        continuation.resume()
    }

    /// Where the call was submitted.
    var loop: RPCLoop?
}
