/// A refusal before any work: the caller may send the request again, whatever the method.
enum Refusal {
    static let reason = "REFUSED_BEFORE_WORK"
    static let domain = "colophon.rpc"

    static func beforeWork(_ message: String) -> RPCError {
        .unavailable(message).withReason(reason, domain: domain)
    }

    static func isBeforeWork(_ error: RPCError) -> Bool {
        guard error.code == .unavailable, !error.details.isEmpty else { return false }
        return error.reason == RPCError.Reason(reason: reason, domain: domain)
    }
}
