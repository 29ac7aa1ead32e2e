import MeshKernel

/// What a server says about another attempt, in its answer.
package enum Pushback: Sendable, Equatable {
    /// Nothing.
    case silent
    /// Not before so many nanoseconds.
    case after(nanoseconds: Int64)
    /// Not at all.
    case never

    /// gRPC's trailer for it.
    static let trailer = "grpc-retry-pushback-ms"

    /// Reads A6's trailer, or else `google.rpc.RetryInfo`. A trailer that is negative or no number forbids; so does a
    /// delay beyond `Limits.pauseMillisecondsMax`, which nobody waits for.
    package init(_ error: RPCError) {
        if let text = error.trailers[Self.trailer] {
            guard let milliseconds = Int64(text), milliseconds >= 0, milliseconds <= Limits.pauseMillisecondsMax else {
                self = .never
                return
            }
            self = .after(nanoseconds: milliseconds * 1_000_000)
        } else if !error.details.isEmpty, let delay = error.retryDelay {
            let nanoseconds = max(delay.wholeNanoseconds, 0)
            self = nanoseconds > Limits.pauseMillisecondsMax * 1_000_000 ? .never : .after(nanoseconds: nanoseconds)
        } else {
            self = .silent
        }
    }
}
