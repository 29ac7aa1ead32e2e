/// When a call that failed is made again (gRPC's A6). It holds only for methods that may be repeated: those marked
/// safe, and keyed ones whose call carries an idempotency key.
public struct RetryPolicy: Sendable, Equatable {
    /// Attempts altogether, the first included: 2…5.
    public var attemptsMax: Int
    /// Pauses between them.
    public var backoff: BackoffPolicy
    /// Failures that are worth another attempt.
    public var codes: Set<RPCError.Code>

    /// A policy; the number of attempts is moved to the nearest that is allowed.
    public init(
        attemptsMax: Int = 3, backoff: BackoffPolicy = BackoffPolicy(), codes: Set<RPCError.Code> = [.unavailable]
    ) {
        self.attemptsMax = min(max(attemptsMax, 2), Limits.attemptsMax)
        self.backoff = backoff
        self.codes = codes
    }
}
