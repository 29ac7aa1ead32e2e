/// How a client finds out that a silent connection is dead. Only `colophon/1` has pings; a base peer is never sent one.
public struct KeepalivePolicy: Sendable, Equatable {
    /// Silence after which a ping goes out, milliseconds, counted from the last byte read; 0 is never.
    public var intervalMilliseconds: Int64
    /// How long the ping may go unanswered, by any byte, before the connection closes, milliseconds.
    public var timeoutMilliseconds: Int64
    /// Whether a connection without calls is pinged too.
    public var permitsWithoutCalls: Bool

    /// A policy; what makes no sense is moved to the nearest that does.
    public init(
        intervalMilliseconds: Int64 = 60_000, timeoutMilliseconds: Int64 = 20_000, permitsWithoutCalls: Bool = false
    ) {
        self.intervalMilliseconds = min(max(intervalMilliseconds, 0), Limits.timeoutMillisecondsMax)
        self.timeoutMilliseconds = min(max(timeoutMilliseconds, 1), Limits.timeoutMillisecondsMax)
        self.permitsWithoutCalls = permitsWithoutCalls
    }
}
