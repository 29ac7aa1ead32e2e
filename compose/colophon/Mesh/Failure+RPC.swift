import MeshRPC

extension Failure {
    /// What a failed call means to the caller of this tool: input to correct, or a peer that cannot serve now.
    init(_ error: RPCError, from service: MeshFile.Service) {
        let peer = "\(service.name) at \(service.listen)"
        let fields = error.fieldViolations.map { "\($0.field): \($0.description)" }.joined(separator: "; ")
        let reason = error.reason.map { " (\($0.reason))" } ?? ""
        let words = fields.isEmpty ? error.message : fields
        switch error.code {
        case .unavailable:
            self = .unreachable("\(peer) cannot be reached: \(words)\(reason)", advice: Self.advice(for: error))
        case .deadlineExceeded:
            self = .unreachable("\(peer) did not answer in time: \(words)", advice: "See how it is: colophon status")
        case .cancelled, .aborted, .resourceExhausted:
            self = .unreachable("\(peer) cannot do this now: \(words)\(reason)", advice: Self.advice(for: error))
        case .internal, .unknown, .dataLoss:
            self = .unreachable("\(peer) failed: \(words)\(reason)", advice: "Its log says more: colophon status")
        case .unauthenticated:
            self = .refused(
                "\(peer) does not accept the token: \(words)\(reason)", advice: "See whose it is: colophon whoami")
        case .permissionDenied where error.reason?.reason == Speaker.notVerified:
            self = .refused(
                "您还未实名认证: whoever this account belongs to is not verified yet",
                advice: "Verify it, once: colophon verify-identity. How far that is: colophon verify-identity --status")
        case .permissionDenied where error.reason?.reason == "ROLE_MISSING":
            self = .refused(
                "\(peer) does not permit this: \(words)\(reason)",
                advice: "See your roles: colophon whoami, of the staff colophon whoami --staff.")
        case .permissionDenied where error.reason?.reason == "SUBJECT_NOT_ALLOWED":
            self = .refused(
                "\(peer) does not permit this: \(words)\(reason)",
                advice:
                    "See what the account is, and what it may lack: colophon whoami, colophon account complete --status"
            )
        case .permissionDenied:
            self = .refused("\(peer) does not permit this: \(words)\(reason)")
        case .unimplemented:
            self = .refused("\(peer) has no such method: \(words)", advice: "See what it has: colophon list")
        case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .outOfRange:
            self = .refused("\(peer) refused: \(words)\(reason)")
        }
    }

    private static func advice(for error: RPCError) -> String {
        error.retryDelay.map { "Try again in \(Quantity.duration($0))." } ?? "See how it is: colophon status"
    }
}
