import MeshKernel

/// How long to pause before trying again: doubling, bounded, and spread over the upper half so that those who failed
/// together do not come back together.
enum Backoff {
    /// Milliseconds before attempt `attempt + 1`, counted from 1.
    static func pause(attempt: Int, first: Int, longest: Int, random: any RandomSource) -> Int {
        let doubled = first << min(max(attempt - 1, 0), 30)
        let bounded = min(max(doubled, first), longest)
        let half = bounded / 2
        return half + Int(random.word() % UInt64(bounded - half + 1))
    }
}
