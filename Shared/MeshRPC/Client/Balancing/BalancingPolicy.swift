/// Which of a service's replicas gets the next call.
public enum BalancingPolicy: String, Sendable, Hashable, CaseIterable {
    /// The first that answers, until it leaves: one connection.
    case pickFirst = "pick_first"
    /// All in turn.
    case roundRobin = "round_robin"
    /// The less busy of two that chance picks.
    case leastRequest = "least_request"
}
