/// When a call is made a second time without waiting for the first one's failure (gRPC's A6): for methods whose slowest
/// calls matter. It holds only for methods that may be repeated: safe ones, and keyed ones with a key.
public struct HedgePolicy: Sendable, Equatable {
    /// Attempts altogether, the first included: 2…5.
    public var attemptsMax: Int
    /// How long an attempt may go unanswered before the next one, milliseconds; 0 sends all at once.
    public var delayMilliseconds: Int64
    /// Failures that do not end the call while other attempts are left; any other failure does.
    public var nonFatalCodes: Set<RPCError.Code>

    /// A policy; numbers are moved to the nearest that are allowed.
    public init(
        attemptsMax: Int = 2, delayMilliseconds: Int64 = 100, nonFatalCodes: Set<RPCError.Code> = [.unavailable]
    ) {
        self.attemptsMax = min(max(attemptsMax, 2), Limits.attemptsMax)
        self.delayMilliseconds = min(max(delayMilliseconds, 0), Limits.pauseMillisecondsMax)
        self.nonFatalCodes = nonFatalCodes
    }
}
