/// The order in which hooks run, whatever the order they were given in: trace, metrics, then the built-in check of the
/// calling service, access (the end user's token), the service's own. The built-in deadline and the mapping of errors
/// stand between the hooks and the handler.
public enum InterceptorStage: Int, Sendable, Comparable, CaseIterable {
    /// Spans: sees even refused calls.
    case trace
    /// Counters and histograms: sees even refused calls.
    case metrics
    /// Who the end user is. The calling service has been admitted by then.
    case access
    /// Anything a service adds.
    case application

    /// Earlier stages are smaller.
    public static func < (left: InterceptorStage, right: InterceptorStage) -> Bool { left.rawValue < right.rawValue }
}
