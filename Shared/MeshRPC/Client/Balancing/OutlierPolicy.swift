/// When a replica that answers much worse than its siblings is left alone for a while (gRPC's A50).
public struct OutlierPolicy: Sendable, Equatable {
    /// Failures in a row that eject at once; 0 is never.
    public var consecutiveFailures: Int
    /// How often success rates are compared and ejected replicas looked at, milliseconds.
    public var intervalMilliseconds: Int64
    /// The first ejection, milliseconds; the next is twice as long, the third three times, and so on.
    public var ejectionMilliseconds: Int64
    /// The longest ejection, milliseconds.
    public var ejectionMillisecondsMax: Int64
    /// At most so many of a hundred replicas are ejected at once, but one may always be.
    public var ejectedPercentMax: Int
    /// A replica whose success rate lies more than so many standard deviations below the mean is ejected; 0 is never.
    public var deviations: Double
    /// Success rates are compared only between so many replicas or more.
    public var replicasMin: Int
    /// A replica's success rate counts only with so many calls in an interval.
    public var callsMin: Int

    /// A policy; what makes no sense is moved to the nearest that does.
    public init(
        consecutiveFailures: Int = 5, intervalMilliseconds: Int64 = 10_000, ejectionMilliseconds: Int64 = 30_000,
        ejectionMillisecondsMax: Int64 = 300_000, ejectedPercentMax: Int = 50, deviations: Double = 1.9,
        replicasMin: Int = 5, callsMin: Int = 100
    ) {
        self.consecutiveFailures = max(consecutiveFailures, 0)
        self.intervalMilliseconds = min(max(intervalMilliseconds, 1), Limits.timeoutMillisecondsMax)
        self.ejectionMilliseconds = min(max(ejectionMilliseconds, 1), Limits.timeoutMillisecondsMax)
        self.ejectionMillisecondsMax = min(
            max(ejectionMillisecondsMax, self.ejectionMilliseconds), Limits.timeoutMillisecondsMax)
        self.ejectedPercentMax = min(max(ejectedPercentMax, 0), 100)
        self.deviations = deviations.isFinite ? max(deviations, 0) : 0
        self.replicasMin = max(replicasMin, 2)
        self.callsMin = max(callsMin, 1)
    }
}
