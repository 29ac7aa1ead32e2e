import MeshTLS
import Synchronization

/// A server's policy as it is now, and the ledgers of those whom it bounds.
final class PolicyBook: Sendable {
    private struct State {
        var policy: ServerPolicy
        var ledgers: [String: QuotaLedger] = [:]
    }

    private let state: Mutex<State>
    private let edition = Atomic<Int>(0)

    init(_ policy: ServerPolicy) {
        state = Mutex(State(policy: policy))
    }

    /// Changes whenever the policy does.
    var version: Int { edition.load(ordering: .acquiring) }

    /// From here on `policy` holds. Who keeps a quota keeps what was used of it.
    func replace(_ policy: ServerPolicy) {
        state.withLock { state in
            state.policy = policy
            state.ledgers = state.ledgers.filter { Self.quota(of: $0.key, in: policy) == $0.value.quota }
            edition.wrappingAdd(1, ordering: .releasing)
        }
    }

    /// What holds for `peer` now.
    func standing(of peer: PeerIdentity, dialect: Dialect) -> CallerStanding {
        state.withLock { state in
            let policy = state.policy
            var ledger = state.ledgers[peer.service]
            if ledger == nil, let quota = Self.quota(of: peer.service, in: policy) {
                ledger = QuotaLedger(quota)
                state.ledgers[peer.service] = ledger
            }
            return CallerStanding(
                version: edition.load(ordering: .relaxed),
                isBaseRefused: dialect == .base && !policy.baseCallers.contains { $0 == "*" || $0 == peer.service },
                isRefused: policy.refusedCallers.contains(peer.service), ledger: ledger)
        }
    }

    private static func quota(of service: String, in policy: ServerPolicy) -> CallQuota? {
        policy.quotas[service] ?? policy.quotas["*"]
    }
}
