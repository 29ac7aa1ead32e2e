import MeshKernel
import NIOCore
import Synchronization

extension ClientCore {
    /// A unary call's attempt has failed: whether another is made, which this waits for.
    @usableFromInline
    func repeats(_ call: UnaryCall, after error: RPCError) async -> Bool {
        switch await loop.ask({ self.decide(call, error) }) {
        case .again: return true
        case .never: return false
        case .after(let nanoseconds):
            await Pause.wait(nanoseconds, on: loop)
            return true
        }
    }

    private func decide(_ call: UnaryCall, _ error: RPCError) -> RetryPlan.Decision {
        note(call.replica, error)
        guard !call.isCancelled, error.code != .cancelled else { return .never }
        return decide(&call.plan, call.head, error)
    }

    /// A streaming call has failed before anything of it was received: whether it is opened again.
    func restarts(_ call: StreamCall, after error: RPCError) -> Bool {
        switch decide(&call.plan, call.head, error) {
        case .never: return false
        case .again:
            call.rewind()
            start(.streaming(call))
        case .after(let nanoseconds):
            call.rewind()
            loop.eventLoop.scheduleTask(in: .nanoseconds(nanoseconds)) {
                if call.phase == .waiting { self.start(.streaming(call)) }
            }
        }
        return true
    }

    private func decide(_ plan: inout RetryPlan, _ head: CallHead, _ error: RPCError) -> RetryPlan.Decision {
        // Without a policy only a request that no server has worked on is sent again.
        let policy = head.policy?.retry
        guard policy != nil || Refusal.isBeforeWork(error) else { return .never }
        if case .closed = phase { return .never }
        let decision = throttle.withLock {
            plan.decide(
                after: error, policy: policy, mayRepeat: head.mayRepeat, throttle: &$0, word: random.next())
        }
        if case .after(let nanoseconds) = decision, let deadline = head.deadline,
            deadline.moment <= loop.time.monotonic().advanced(by: .nanoseconds(nanoseconds))
        {
            // There would be no time for it: the failure says more than that the deadline passed.
            return .never
        }
        return decision
    }

    /// A call has succeeded.
    func noteSuccess(_ replica: Int32) {
        if policies != nil { throttle.withLock { $0.succeeded() } }
        if detector != nil { loop.run { self.note(replica, nil) } }
    }
}

extension CallHead {
    /// Whether a second request does no harm even when a server has worked on the first one.
    var mayRepeat: Bool {
        switch path.descriptor.access.repetition {
        case .safe: true
        case .keyed: metadata["idempotency-key"] != nil
        case .natural: false
        }
    }

    /// How it is hedged; nil when it is not.
    var hedge: HedgePolicy? {
        guard let hedge = policy?.hedge, mayRepeat else { return nil }
        return hedge
    }
}
