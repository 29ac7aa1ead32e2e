import MeshRPC

extension Failure {
    /// What a refusal means to somebody who acts for an institution; nil for one that has nothing to do with that.
    ///
    /// - Parameter userName: what they sign in with to speak for themselves.
    init?(of error: RPCError, to userName: String, actingFor institution: SignIn.Institution) {
        switch error.reason?.reason {
        case "ROLE_MISSING":
            self = .refused(
                "\(error.message); you act for \(institution.name)",
                advice: Self.lines([
                    "See what you may do there: colophon whoami. Its administrators give other roles.",
                    "To speak for yourself again: colophon login \(userName)",
                ]))
        case "REFRESH_REFUSED", "SIGN_IN_ENDED":
            self = .refused(
                "you do not act for \(institution.name) any more, or not for now: this sign-in has ended",
                advice: Self.lines([
                    "Sign in as yourself: colophon login \(userName)",
                    "Then see whom you act for: colophon account members institutions",
                ]))
        default: return nil
        }
    }

    /// What a refusal about who acts for an institution means; nil for what others say as well.
    ///
    /// - Parameter isAdministering: whether the command says who may act for one, and not for whom the caller does.
    static func members(_ error: RPCError, isAdministering: Bool) -> Failure? {
        switch error.reason?.reason {
        case "MEMBER_NOT_FOUND":
            isAdministering
                ? .refused(
                    "nobody of this account acts for the institution",
                    advice: "See who does: colophon account members list")
                : .refused(
                    "you do not act for this institution, or not for now",
                    advice: "See whom you act for: colophon account members institutions")
        case "NOT_INSTITUTION":
            .refused(
                "only an institution has members, and you speak for yourself",
                advice: lines([
                    "Act for one first: colophon account members act INSTITUTION",
                    "Which those are: colophon account members institutions",
                ]))
        case "NOT_ADMINISTRATOR":
            .refused(
                "only an administrator of the institution may do this",
                advice: "See who is one: colophon account members list")
        case "LAST_ADMINISTRATOR":
            .refused(
                "nobody else is an administrator of the institution, and one always stays",
                advice: "Somebody else becomes one first: colophon account members roles --role administrator ACCOUNT")
        case "FOUNDING_MEMBER":
            .refused(
                "the institution was registered with this sign-in, so it can be suspended, and nothing else",
                advice: "Keep it from acting for now: colophon account members suspend ACCOUNT")
        case "ALREADY_MEMBER":
            .refused(
                "the account acts for the institution already",
                advice: "See whom you act for: colophon account members institutions")
        case "INVITATION_NOT_FOUND", "INVALID_INVITATION":
            .refused(
                "the account's number has no such invitation, or it is over",
                advice: "See which there are: colophon account members institutions")
        case "INSTITUTION_NOT_VERIFIED":
            .refused(
                "nobody acts for an institution before it was verified",
                advice: "Whoever registered it has it verified: colophon verify-identity")
        case "CODE_TOO_SOON" where isAdministering:
            .unreachable(
                "codes were sent to this number as often as they may be, and an invitation takes one along",
                advice: error.retryDelay.map { "Invite again in \(Quantity.duration($0))." })
        default: nil
        }
    }
}
