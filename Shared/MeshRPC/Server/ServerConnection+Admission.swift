import Logging
import MeshTLS

/// Who is let in, and how much of it.
extension ServerConnection {
    /// What the policy says of the caller is asked again when the policy has changed.
    @inline(__always)
    func renewStanding() {
        guard standing.version != core.policy.version, let peer else { return }
        let old = standing
        standing = core.policy.standing(of: peer, dialect: dialect ?? .base)
        if standing.isBaseRefused, !old.isBaseRefused {
            logger.warning("this caller may not speak base ttrpc; its calls are refused")
        }
    }

    /// Whether the calling service may call this method at all.
    func checkCaller(_ context: ServerContext) throws(RPCError) {
        guard let peer else { throw .unauthenticated("the caller has no certificate") }
        guard !standing.isRefused else {
            throw .permissionDenied("\(peer.service) is refused here")
        }
        let entry = context.entry
        guard entry.admitsEveryPeer || entry.descriptor.access.admits(caller: peer.service) else {
            throw .permissionDenied("\(peer.service) may not call \(entry.descriptor.fullName)")
        }
    }

    /// Whether there is room for one more call: in the caller's quota, and on this loop.
    func checkLoad(_ context: ServerContext) throws(RPCError) {
        let entry = context.entry
        if let ledger = standing.ledger, !entry.isExempt {
            switch ledger.begin(now: context.began) {
            case .granted: context.ledger = ledger
            case .tooFast(let pause): throw Refusal.quota(peer?.service ?? "", "calls faster", after: pause)
            case .tooMany:
                throw Refusal.quota(
                    peer?.service ?? "", "has more calls under way", after: .milliseconds(Limits.shedRetryMilliseconds))
            }
        }
        guard entry.isLimited else { return }
        guard shard.concurrency.begin() else { throw Refusal.overload(shard.concurrency.inFlight) }
        context.isLimited = true
    }
}
