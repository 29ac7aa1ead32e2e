/// Where a ticket stands. Its raw value is what is stored; its number on the wire is its place among the cases, from 1, so
/// cases are only ever added at the end.
package enum TicketState: String, Sendable, CaseIterable {
    /// Nobody has it yet.
    case waiting
    /// An adviser has it and has not begun.
    case assigned
    /// An adviser works on it.
    case inProgress
    /// Its account has to answer first.
    case awaitingUser
    /// An adviser says that it is done.
    case resolved
    /// It is over.
    case closed

    /// Whether it counts as an adviser's load.
    package var isOpen: Bool {
        switch self {
        case .waiting, .assigned, .inProgress, .awaitingUser: true
        case .resolved, .closed: false
        }
    }
}

/// What can happen to a ticket.
package enum TicketStep: Sendable, Equatable {
    /// An adviser gets it, the first or another.
    case assign(adviser: String)
    /// Its adviser is not there any more.
    case release
    /// Its adviser begins.
    case begin
    /// Its adviser asks its account something.
    case askUser
    /// Its account writes.
    case userAnswers
    /// Its adviser is done.
    case resolve
    /// Its account agrees, or has said nothing for seven days.
    case close
    /// Its account does not agree.
    case reopen

    /// The word of `WordList.ticketStates` that tells its account; nil for what the account has done itself or need not
    /// know.
    package var told: String? {
        switch self {
        case .assign: "assigned"
        case .begin: "in_progress"
        case .askUser: "awaiting_user"
        case .resolve: "resolved"
        case .close: "closed"
        case .release, .userAnswers, .reopen: nil
        }
    }
}

/// What an adviser's reply does beside what it says. Its number on the wire is its place among the cases, from 1.
package enum ReplyOutcome: Sendable, CaseIterable {
    /// The adviser works on.
    case inProgress
    /// The account has to answer.
    case awaitingUser
    /// The adviser is done.
    case resolved
}
