/// Pauses between attempts: the first, how much longer each next one is, the longest, and how far chance moves them.
public struct BackoffPolicy: Sendable, Equatable {
    /// The first pause, milliseconds.
    public var firstMilliseconds: Int64
    /// The longest pause, milliseconds, before chance moves it.
    public var lastMilliseconds: Int64
    /// Each pause is so many times the one before it; at least 1.
    public var factor: Double
    /// Share of a pause by which chance makes it shorter or longer, 0…1; gRPC's A6 has a fifth.
    public var jitter: Double

    /// Pauses from `firstMilliseconds` to `lastMilliseconds`; what makes no sense is moved to the nearest that does.
    public init(
        firstMilliseconds: Int64 = 50, lastMilliseconds: Int64 = 2_000, factor: Double = 2, jitter: Double = 0.2
    ) {
        self.firstMilliseconds = min(max(firstMilliseconds, 1), Limits.pauseMillisecondsMax)
        self.lastMilliseconds = min(max(lastMilliseconds, self.firstMilliseconds), Limits.pauseMillisecondsMax)
        self.factor = factor.isFinite ? max(factor, 1) : 1
        self.jitter = jitter.isFinite ? min(max(jitter, 0), 1) : 0
    }

    /// The pause after `failures` failures (the first is 1), nanoseconds, with `word` as chance.
    package func nanoseconds(afterFailures failures: Int, word: UInt64) -> Int64 {
        var pause = Double(firstMilliseconds)
        let last = Double(lastMilliseconds)
        // A loop and not a power: it ends at the bound, which is never many steps away.
        var step = 1
        while step < failures, pause < last, factor > 1 {
            pause *= factor
            step += 1
        }
        let chance = Double(word >> 11) * 0x1p-53
        let moved = min(pause, last) * (1 - jitter + 2 * jitter * chance)
        return max(Int64(moved * 1_000_000), 0)
    }
}
