/// A refusal before any work: the caller may send the request again, whatever the method.
enum Refusal {
    static let reason = "REFUSED_BEFORE_WORK"
    static let domain = "colophon.rpc"

    static func beforeWork(_ message: String) -> RPCError {
        .unavailable(message).withReason(reason, domain: domain)
    }

    /// The caller has used up what it may ask for.
    static func quota(_ caller: String, _ what: String, after pause: Duration) -> RPCError {
        .resourceExhausted("\(caller) \(what) than its quota allows")
            .withReason("QUOTA_EXHAUSTED", domain: domain).retryAfter(pause)
    }

    /// The server has too much to do. Not `beforeWork`, which callers answer by sending again at once.
    static func overload(_ inFlight: Int) -> RPCError {
        .unavailable("the server is busy with \(inFlight) calls")
            .withReason("OVERLOADED", domain: domain).retryAfter(.milliseconds(Limits.shedRetryMilliseconds))
    }

    static func isBeforeWork(_ error: RPCError) -> Bool {
        guard error.code == .unavailable, !error.details.isEmpty else { return false }
        return error.reason == RPCError.Reason(reason: reason, domain: domain)
    }
}
