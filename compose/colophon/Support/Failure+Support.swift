import MeshRPC

extension Failure {
    /// What a refusal about tickets and call-backs means to a person at a terminal, and what to do about it.
    ///
    /// - Parameter isStaff: whether one of the staff asks, who has other commands.
    init(ofSupport error: RPCError, from service: MeshFile.Service, isStaff: Bool) {
        guard let meant = (isStaff ? Self.desk(error) : nil) ?? Self.support(error, isStaff: isStaff) else {
            self.init(error, from: service)
            return
        }
        self = meant
    }

    /// What both sides of a ticket are refused; nil for what others say as well.
    private static func support(_ error: RPCError, isStaff: Bool) -> Failure? {
        let list = isStaff ? "colophon staff tickets" : "colophon ticket list"
        switch error.reason?.reason {
        case "TICKET_NOT_FOUND": return .refused("there is no such ticket", advice: "See which there are: \(list)")
        case "INVALID_TICKET" where error.fieldViolations.map(\.field) == ["id"]:
            return .refused(
                "this is not the id of a ticket (tkt_ and a UUIDv7)", advice: "See which there are: \(list)")
        case "INVALID_TICKET":
            return .refused(
                error.fieldViolations.map { "the \($0.field) needs \($0.description)" }.joined(separator: "; "))
        case "TICKET_STATE": return standing(error, isStaff: isStaff)
        case "TOO_MANY_TICKETS":
            return .refused(error.message, advice: "Go on with one of them: colophon ticket say TICKET TEXT")
        case "CONVERSATION_FULL":
            return .refused(
                error.message, advice: isStaff ? "Resolve it." : "Go on in another: colophon ticket open SUBJECT TEXT")
        case "REOPEN_TOO_LATE":
            return .refused(
                "it was resolved too long ago: a ticket can be opened again for seven days",
                advice: "Open another: colophon ticket open SUBJECT TEXT")
        case "TOO_MANY_CALLBACKS":
            return .refused(error.message, advice: "See when they come: colophon ticket calls")
        case "NO_NUMBER":
            return .refused(
                "the account has no number that could be called",
                advice: "Name one: colophon ticket call-back --number NUMBER")
        case "OFFICE_CLOSED":
            return .refused(
                "the office is closed for longer than anybody could say when it calls",
                advice: "Write instead: colophon ticket open SUBJECT TEXT")
        case "INVALID_CALLBACK" where error.fieldViolations.map(\.field) == ["number"]:
            return .refused(
                "this is no number that could be called", advice: "A mobile number, or a landline like 0791-86694220.")
        case "ERASED": return .refused("the account was erased")
        case _ where error.code == .unauthenticated:
            return .refused(
                "the sign-in is not believed: \(error.message)",
                advice: "Sign in again: colophon login NAME\(isStaff ? " --staff" : "")")
        default: return nil
        }
    }

    /// What only those who answer are refused.
    private static func desk(_ error: RPCError) -> Failure? {
        switch error.reason?.reason {
        case "ROLE_MISSING":
            .refused(
                "this needs another role: tickets, calls and dead letters are for support, relieving advisers for "
                    + "administrators, looks for auditors",
                advice: "Whoever runs the mesh gives it: colophon staff grant NAME ROLE. Then sign in again.")
        case "SUBJECT_NOT_ALLOWED":
            .refused("this is for the staff alone", advice: "Sign in as one of them: colophon login NAME --staff")
        case "SIGN_IN_ENDED":
            .refused(
                "the sign-in has ended, as it does when roles change",
                advice: "Sign in again: colophon login NAME --staff")
        case "NOT_ADVISER":
            .refused(
                "you have never said to be there, so nothing is given to you",
                advice: "Say so: colophon staff advisers on --name NAME")
        case "ADVISER_NOT_FREE":
            .refused(
                "no such adviser is there and has room",
                advice: "Leave --to out, and whoever of the others has the least gets it.")
        case "ADVISER_NOT_FOUND":
            .refused("there is no such adviser", advice: "See who is of the staff: colophon staff list")
        case "INVALID_TICKET" where error.fieldViolations.map(\.field) == ["name"]:
            .refused(
                "accounts must know you by a name of 1 to 30 characters",
                advice: "Say it: colophon staff advisers on --name NAME")
        case "MESSAGE_NOT_FOUND", "INVALID_MESSAGE", "NOT_DEAD":
            .refused(
                "no message of this id was given up", advice: "See which were: colophon staff dead-letters")
        case "NO_ADDRESS":
            .refused(
                "its account is not reached over this channel",
                advice: "It can be sent on its way again when its account has said where it is reached.")
        case "CALLBACK_NOT_FOUND", "INVALID_CALLBACK":
            .refused("you have no such call to make", advice: "See which you have: colophon staff calls")
        default: nil
        }
    }

    /// What does not go with where a ticket stands, which the refusal's last word says.
    private static func standing(_ error: RPCError, isStaff: Bool) -> Failure {
        let state = TicketStanding(stored: error.message.split(separator: " ").last.map { String($0) } ?? "")
        let advice: String? =
            switch state {
            case .resolved where !isStaff:
                "Agree: colophon ticket resolve TICKET. Or not: colophon ticket reopen TICKET TEXT"
            case .closed where !isStaff: "Open it again: colophon ticket reopen TICKET TEXT"
            case .waiting, .assigned, .inProgress, .awaitingUser:
                isStaff
                    ? "See which you have: colophon staff tickets"
                    : "Its adviser resolves it first; write there: colophon ticket say TICKET TEXT"
            case .resolved, .closed, .unknown: nil
            }
        return .refused("the ticket is \(state.words)", advice: advice)
    }
}
