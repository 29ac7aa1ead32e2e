/// How often a client asks again which replicas its service has.
public struct ResolutionPolicy: Sendable, Equatable {
    /// How long an answer is believed, milliseconds.
    public var intervalMilliseconds: Int64
    /// The shortest time between two questions, however often connections fail, milliseconds.
    public var pauseMilliseconds: Int64

    /// A policy; what makes no sense is moved to the nearest that does.
    public init(intervalMilliseconds: Int64 = 30_000, pauseMilliseconds: Int64 = 1_000) {
        self.pauseMilliseconds = min(max(pauseMilliseconds, 1), Limits.timeoutMillisecondsMax)
        self.intervalMilliseconds = min(
            max(intervalMilliseconds, self.pauseMilliseconds), Limits.timeoutMillisecondsMax)
    }
}
