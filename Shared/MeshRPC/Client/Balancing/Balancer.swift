/// Picks among replicas that may be called, which are numbered from 0. Holds only the place in the round, so that the
/// set may change between two picks.
package struct Balancer: Sendable, Equatable {
    private let policy: BalancingPolicy
    private var turn = 0

    /// A balancer at the start of its round; chance decides where that is, so that many clients do not begin alike.
    package init(_ policy: BalancingPolicy, word: UInt64 = 0) {
        self.policy = policy
        turn = Int(truncatingIfNeeded: word >> 1)
    }

    /// One of `count` replicas, which is at least 1. `load` tells a replica's calls in flight; `isAvoided` names those
    /// where the same call has just failed, which are taken only when there is no other.
    package mutating func pick(
        of count: Int, word: () -> UInt64, load: (Int) -> Int, isAvoided: (Int) -> Bool = { _ in false }
    ) -> Int {
        guard count > 1 else { return 0 }
        switch policy {
        case .pickFirst:
            return (0..<count).first { !isAvoided($0) } ?? 0
        case .roundRobin:
            for _ in 0..<count {
                let index = step(count)
                if !isAvoided(index) { return index }
            }
            return step(count)
        case .leastRequest:
            let chance = word()
            let first = Int(chance % UInt64(count))
            // The second is another one, each with the same chance.
            let second = (first + 1 + Int((chance >> 32) % UInt64(count - 1))) % count
            switch (isAvoided(first), isAvoided(second)) {
            case (true, false): return second
            case (false, true): return first
            case (true, true): return (0..<count).first { !isAvoided($0) } ?? first
            case (false, false): return load(second) < load(first) ? second : first
            }
        }
    }

    private mutating func step(_ count: Int) -> Int {
        let index = turn % count
        turn = (turn &+ 1) & Int.max
        return index
    }
}
