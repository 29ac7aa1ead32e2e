/// How a client calls one method, or all that say nothing of their own. An object, so that a call that has one costs a
/// reference and a call that has none costs nothing.
public final class MethodPolicy: Sendable, Equatable {
    /// How long a call may take, milliseconds; the earlier of this and what the caller says holds. Nil for no limit.
    public let timeoutMilliseconds: Int64?
    /// Attempts after failures; nil for none.
    public let retry: RetryPolicy?
    /// Attempts before failures; nil for none. With both, this holds.
    public let hedge: HedgePolicy?
    /// Whether calls wait for a server that can be reached, until their deadline, instead of failing at once.
    public let waitsForReady: Bool

    /// A policy; without arguments, one that changes nothing.
    public init(
        timeoutMilliseconds: Int64? = nil, retry: RetryPolicy? = nil, hedge: HedgePolicy? = nil,
        waitsForReady: Bool = false
    ) {
        self.timeoutMilliseconds = timeoutMilliseconds.map { min(max($0, 1), Limits.timeoutMillisecondsMax) }
        self.retry = hedge == nil ? retry : nil
        self.hedge = hedge
        self.waitsForReady = waitsForReady
    }

    /// Whether both say the same.
    public static func == (left: MethodPolicy, right: MethodPolicy) -> Bool {
        left.timeoutMilliseconds == right.timeoutMilliseconds && left.retry == right.retry
            && left.hedge == right.hedge && left.waitsForReady == right.waitsForReady
    }
}
