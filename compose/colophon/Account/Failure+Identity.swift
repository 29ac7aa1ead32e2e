import MeshRPC

extension Failure {
    /// What a refusal of identity means to a person at a terminal: every wrong field in words, and what to do about it.
    ///
    /// - Parameter code: a one-time code that stays good when something else was wrong; it is said how to use it.
    init(ofIdentity error: RPCError, from service: MeshFile.Service, code: String? = nil) {
        let again = code.map { "The code is still good for a few minutes: add --code \($0)." }
        let violations = error.fieldViolations
        if !violations.isEmpty {
            let lines = violations.map { FieldWords($0.field).line($0.description) }
            let isCodeWrong = violations.contains { $0.field == "code" }
            let advice = violations.count == 1 ? lines.map(\.advice) : lines.map { "\($0.what). \($0.advice)" }
            self = .refused(
                violations.count == 1 ? lines[0].what : "\(violations.count) fields are wrong",
                advice: Self.lines(advice + (isCodeWrong ? [] : [again])))
            return
        }
        switch error.reason?.reason {
        case "CODE_REFUSED":
            self = .refused(
                "the code is wrong, was used, or is over: it is good for five minutes and five tries",
                advice: "Look at the newest message again, or repeat the command without --code for another.")
        case "CODE_TOO_SOON":
            self = .unreachable(
                "codes were sent there as often as they may be",
                advice: Self.lines([
                    "If the last one was for this, use it: --code CODE. One for something else is good for that alone.",
                    error.retryDelay.map { "Another can be asked for in \(Quantity.duration($0))." },
                ]))
        case "MOBILE_TAKEN":
            self = .refused(
                "this mobile number has an account already",
                advice: "Sign in with it: colophon login NUMBER --by-code")
        case "USER_NAME_TAKEN":
            self = .refused(
                "this user name is taken",
                advice: Self.lines(["Choose another one: --user-name NAME.", again]))
        case "LOGIN_REFUSED":
            self = .refused(
                "name and password do not go together",
                advice: "Type them again, or sign in with the mobile number: colophon login NUMBER --by-code")
        case "LOCKED":
            self = .unreachable(
                "too many attempts have failed, so none is looked at",
                advice: error.retryDelay.map { "Try again in \(Quantity.duration($0))." })
        case "UNKNOWN_PROVIDER":
            self = .refused(
                "no third party of this name is known here",
                advice: "See which are: colophon call colophon.identity.v1.ThirdParties/ListProviders {}")
        case "FLOW_REFUSED", "THIRD_PARTY_REFUSED", "REGISTRATION_REFUSED":
            self = .refused("the third party's answer is not good, or is over", advice: "Begin again.")
        case "ISSUER_REFUSED":
            self = .refused(
                "the answer is not from the third party that was asked, or does not say so",
                advice: "Begin again, and paste the whole address that it sent you to.")
        case "THIRD_PARTY_CLIENT_REFUSED", "THIRD_PARTY_UNREADABLE", "THIRD_PARTY_UNTRUSTED", "THIRD_PARTY_AWAY":
            self = .unreachable(
                error.message, advice: "The log of identity says at which step. A name and a password do not need it.")
        case "EMAIL_TAKEN":
            self = .refused("this e-mail address has an account already", advice: "Say another one.")
        case "HOLDER_MOBILE_TAKEN":
            self = .refused("this mobile number verifies another right holder", advice: "Say another one.")
        case "PASSWORD_WRONG":
            self = .refused(
                "the password is another one",
                advice: Self.lines(["Forgotten? colophon reset-password RECIPIENT", again]))
        case "PASSWORD_MISSING":
            self = .refused(
                "the account has no password, which this needs", advice: "Set one: colophon reset-password RECIPIENT")
        case "REFRESH_REFUSED":
            self = .refused("the sign-in has ended", advice: "Sign in again: colophon login NAME")
        case "REFRESH_REUSED":
            self = .refused(
                "the sign-in has ended: its refresh token was used by somebody before, from here or a copy",
                advice: "Sign in again: colophon login NAME")
        case "SESSION_NOT_FOUND", "INVALID_SESSION":
            self = .refused(
                "the account has no such sign-in", advice: "See which there are: colophon sessions")
        case _ where error.code == .unauthenticated:
            self = .refused(
                "the sign-in is not believed: \(error.message)", advice: "Sign in again: colophon login NAME")
        default:
            self.init(error, from: service)
        }
    }

    /// Lines of advice, each below the one before.
    static func lines(_ lines: [String?]) -> String {
        lines.compactMap { $0 }.joined(separator: "\n       ")
    }
}
