package import MeshKernel

/// A question of an account and where it stands: waiting → assigned → in progress → awaiting user → resolved → closed, and
/// back within seven days.
package struct Ticket: Sendable, Equatable {
    /// Bounds of tickets.
    package enum Limits {
        /// After it was resolved it can be opened again for so long; then it is closed.
        package static let reopenDays: Int64 = 7
        /// Its subject.
        package static let subjectCharactersMax = 100
        /// One text of its conversation.
        package static let textCharactersMax = 2_000
        /// Characters can be long; so many bytes each at most.
        package static let characterBytesMax = 12
        /// Texts of one conversation.
        package static let textsMax = 1_000
        /// Open tickets of one account.
        package static let openPerAccountMax = 20
    }

    /// Its identifier.
    package let id: Identifier
    /// Whose question it is.
    package let account: String
    /// Where it stands.
    package private(set) var state: TicketState
    /// Who has it; nil while nobody has.
    package private(set) var adviser: String?
    /// When it was opened.
    package let openedAt: WallTime
    /// When it was resolved last; nil while it is not.
    package private(set) var resolvedAt: WallTime?
    /// How often it was opened again.
    package private(set) var reopenings: Int

    /// A new one, which nobody has yet.
    package init(id: Identifier, account: String, openedAt: WallTime) {
        self.init(
            id: id, account: account, state: .waiting, adviser: nil, openedAt: openedAt, resolvedAt: nil, reopenings: 0)
    }

    package init(
        id: Identifier, account: String, state: TicketState, adviser: String?, openedAt: WallTime,
        resolvedAt: WallTime?, reopenings: Int
    ) {
        self.id = id
        self.account = account
        self.state = state
        self.adviser = adviser
        self.openedAt = openedAt
        self.resolvedAt = resolvedAt
        self.reopenings = reopenings
    }

    /// Takes a step at `time`. Throws `NotifyError.ticketState` for one that its state does not allow, and
    /// `.reopenTooLate` for a reopening after seven days.
    package mutating func take(_ step: TicketStep, at time: WallTime) throws(NotifyError) {
        switch step {
        case .assign(let adviser):
            try require([.waiting, .assigned, .inProgress, .awaitingUser])
            self.adviser = adviser
            state = .assigned
        case .release:
            try require([.assigned, .inProgress, .awaitingUser])
            adviser = nil
            state = .waiting
        case .begin:
            try require([.assigned])
            state = .inProgress
        case .askUser:
            try require([.assigned, .inProgress])
            state = .awaitingUser
        case .userAnswers:
            try require([.waiting, .assigned, .inProgress, .awaitingUser])
            if state == .awaitingUser { state = .inProgress }
        case .resolve:
            try require([.assigned, .inProgress, .awaitingUser])
            state = .resolved
            resolvedAt = time
        case .close:
            try require([.resolved])
            state = .closed
        case .reopen:
            try reopen(at: time)
        }
    }

    /// The moment from which a resolved ticket is closed and cannot be opened again; nil while it is not resolved.
    package var reopenEnd: WallTime? {
        resolvedAt?.advanced(by: .seconds(86_400 * Limits.reopenDays))
    }

    private mutating func reopen(at time: WallTime) throws(NotifyError) {
        try require([.resolved, .closed])
        if let end = reopenEnd, time >= end { throw .reopenTooLate(days: Limits.reopenDays) }
        state = adviser == nil ? .waiting : .assigned
        resolvedAt = nil
        reopenings += 1
    }

    private func require(_ states: Set<TicketState>) throws(NotifyError) {
        guard states.contains(state) else { throw .ticketState(state) }
    }
}

/// A text that somebody typed into a ticket, checked.
package struct TicketText: Sendable, Equatable {
    /// The text.
    package let text: String

    /// Throws `NotifyError.invalidTicketText` naming `field` for a text without anything to be seen, one that is too
    /// long, and one with control characters other than line ends and tabs.
    package init(_ text: String, field: String, maximumCharacters: Int) throws(NotifyError) {
        guard text.utf8.count <= maximumCharacters * Ticket.Limits.characterBytesMax, text.count <= maximumCharacters,
            text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }),
            !text.unicodeScalars.contains(where: { ForbiddenScalars.contains($0) && $0 != "\n" && $0 != "\t" })
        else { throw .invalidTicketText(field: field, maximumCharacters: maximumCharacters) }
        self.text = text
    }
}
