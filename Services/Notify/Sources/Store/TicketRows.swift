package import MeshKernel
internal import MeshStore

/// A ticket beside what stands around it.
package struct StoredTicket: Sendable, Equatable {
    /// The ticket.
    package var ticket: Ticket
    /// What it is about; nil once its account was erased.
    package let subject: String?
    /// Texts of its conversation.
    package var texts: Int
    /// The name of who has it; empty while nobody has.
    package var adviserName: String
}

/// One text of a conversation.
package struct StoredTicketText: Sendable, Equatable {
    /// From 0.
    package let position: Int64
    /// Whose it is: the ticket's account, or a staff member.
    package let author: String
    /// When it was written.
    package let at: WallTime
    /// The text.
    package let text: String
}

/// What somebody wrote into another's ticket.
struct WrittenText: Sendable, Equatable {
    /// The ticket.
    let ticket: Identifier
    /// The text's place in it, from 0.
    let position: Int64
    /// When it was written.
    let at: WallTime
    /// The text; empty once the ticket's account was erased.
    let text: String
}

extension Transaction {
    /// Inserts a new ticket.
    func insert(_ ticket: Ticket, subject: TicketText) throws {
        let key = try makeSubjectKey(ticket.account)
        try execute(
            """
            INSERT INTO tickets (id, account, subject, state, adviser, opened_at, resolved_at, reopenings, texts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
            """,
            SQLValue(ticket.id), .text(ticket.account),
            .blob(try key.seal(Array(subject.text.utf8), at: SealedPlaces.ticketSubject(ticket.id))),
            .text(ticket.state.rawValue), SQLValue(ticket.adviser), SQLValue(ticket.openedAt),
            SQLValue(ticket.resolvedAt), SQLValue(ticket.reopenings))
        try record(ticket, by: ticket.account)
    }

    /// Writes where a ticket stands that stood at `before`, who moved it, and what it adds to whose load.
    func save(_ ticket: Ticket, before: Ticket, by actor: String) throws {
        guard ticket != before else { return }
        try execute(
            "UPDATE tickets SET state = ?, adviser = ?, resolved_at = ?, reopenings = ? WHERE id = ?",
            .text(ticket.state.rawValue), SQLValue(ticket.adviser), SQLValue(ticket.resolvedAt),
            SQLValue(ticket.reopenings), SQLValue(ticket.id))
        let loaded = ticket.state.isOpen ? ticket.adviser : nil
        let loadedBefore = before.state.isOpen ? before.adviser : nil
        if loaded != loadedBefore {
            if let loadedBefore { try addLoad(-1, of: loadedBefore) }
            if let loaded { try addLoad(1, of: loaded) }
        }
        try record(ticket, by: actor)
    }

    /// Adds a text to a conversation that has so many. Throws `NotifyError.conversationFull` when it is full.
    func append(_ text: TicketText, to stored: inout StoredTicket, by author: String) throws {
        guard stored.texts < Ticket.Limits.textsMax else {
            throw NotifyError.conversationFull(maximum: Ticket.Limits.textsMax)
        }
        let id = stored.ticket.id
        let position = Int64(stored.texts)
        let key = try makeSubjectKey(stored.ticket.account)
        try execute(
            "INSERT INTO ticket_texts (ticket, position, author, at, content) VALUES (?, ?, ?, ?, ?)", SQLValue(id),
            .integer(position), .text(author), SQLValue(now),
            .blob(try key.seal(Array(text.text.utf8), at: SealedPlaces.ticketText(id, position: position))))
        try execute("UPDATE tickets SET texts = texts + 1 WHERE id = ?", SQLValue(id))
        stored.texts += 1
    }

    /// How often a ticket has moved.
    func recordCount(of ticket: Identifier) throws -> Int64 {
        try row("SELECT COUNT(*) AS records FROM ticket_records WHERE ticket = ?", SQLValue(ticket))?
            .integer("records") ?? 0
    }

    private func record(_ ticket: Ticket, by actor: String) throws {
        try execute(
            "INSERT INTO ticket_records (ticket, position, at, by, state) VALUES (?, ?, ?, ?, ?)",
            SQLValue(ticket.id), .integer(try recordCount(of: ticket.id)), SQLValue(now), .text(actor),
            .text(ticket.state.rawValue))
    }
}

extension Snapshot {
    // Partial indexes are used where a condition stands as it stands in them.
    private static var isOpen: String { "state IN ('waiting', 'assigned', 'inProgress', 'awaitingUser')" }
    private static var isInHands: String { "state IN ('assigned', 'inProgress', 'awaitingUser')" }
    private static var ticketColumns: String {
        """
        tickets.id AS id, account, subject, state, adviser, opened_at, resolved_at, reopenings, texts,
        (SELECT name FROM advisers WHERE advisers.id = tickets.adviser) AS adviser_name
        """
    }

    /// A ticket; nil when there is none.
    func ticket(_ id: Identifier) throws -> StoredTicket? {
        try row("SELECT \(Self.ticketColumns) FROM tickets WHERE id = ?", SQLValue(id)).map(ticket)
    }

    /// Up to `count` tickets of an account before the ticket `before`, the newest first; with an empty one, the first.
    func tickets(of account: String, isOpenOnly: Bool, before: String, count: Int) throws -> [StoredTicket] {
        try rows(
            """
            SELECT \(Self.ticketColumns) FROM tickets
            WHERE account = ? AND (? = '' OR tickets.id < ?) \(isOpenOnly ? "AND \(Self.isOpen)" : "")
            ORDER BY tickets.id DESC LIMIT ?
            """, .text(account), .text(before), .text(before), SQLValue(count)
        ).map(ticket)
    }

    /// Up to `count` tickets that an adviser has and that are not resolved, after the ticket `after`, the oldest first.
    func tickets(inHandsOf adviser: String, after: String, count: Int) throws -> [StoredTicket] {
        try rows(
            """
            SELECT \(Self.ticketColumns) FROM tickets
            WHERE adviser = ? AND tickets.id > ? AND \(Self.isInHands) ORDER BY tickets.id LIMIT ?
            """, .text(adviser), .text(after), SQLValue(count)
        ).map(ticket)
    }

    /// How many of an account's tickets are open.
    func openTicketCount(of account: String) throws -> Int64 {
        try row("SELECT COUNT(*) AS tickets FROM tickets WHERE account = ? AND \(Self.isOpen)", .text(account))?
            .integer("tickets") ?? 0
    }

    /// Up to `count` tickets that nobody has, the oldest first.
    func waitingTickets(count: Int) throws -> [StoredTicket] {
        try rows(
            "SELECT \(Self.ticketColumns) FROM tickets WHERE state = 'waiting' ORDER BY opened_at LIMIT ?",
            SQLValue(count)
        ).map(ticket)
    }

    /// Up to `count` tickets that were resolved at `time` or before.
    func ticketsResolved(until time: WallTime, count: Int) throws -> [StoredTicket] {
        try rows(
            """
            SELECT \(Self.ticketColumns) FROM tickets WHERE state = 'resolved' AND resolved_at <= ?
            ORDER BY resolved_at LIMIT ?
            """, SQLValue(time), SQLValue(count)
        ).map(ticket)
    }

    /// Up to `count` texts of a ticket after the place `after`, in order; none once its account was erased.
    func texts(of ticket: Ticket, after: Int64, count: Int) throws -> [StoredTicketText] {
        guard let key = try livingKey(ticket.account) else { return [] }
        return try rows(
            """
            SELECT position, author, at, content FROM ticket_texts WHERE ticket = ? AND position > ?
            ORDER BY position LIMIT ?
            """, SQLValue(ticket.id), .integer(after), SQLValue(count)
        ).map { row in
            let position = try row.integer("position")
            return StoredTicketText(
                position: position, author: try row.text("author"), at: try row.time("at"),
                text: try Self.text(row, "content", key, SealedPlaces.ticketText(ticket.id, position: position)))
        }
    }

    /// Up to `count` texts that somebody wrote into others' tickets, after the place `position` of the ticket
    /// `after`, in the order of the tickets. Empty where a ticket's account was erased since.
    func texts(writtenBy author: String, after: String, position: Int64, count: Int) throws -> [WrittenText] {
        try rows(
            """
            SELECT ticket, position, at, content, account FROM ticket_texts
            JOIN tickets ON tickets.id = ticket_texts.ticket
            WHERE author = ? AND (ticket, position) > (?, ?) AND account <> author ORDER BY ticket, position LIMIT ?
            """, .text(author), .text(after), .integer(position), SQLValue(count)
        ).map { row in
            let ticket = Identifier(stored: try row.text("ticket"))
            let position = try row.integer("position")
            let place = SealedPlaces.ticketText(ticket, position: position)
            let text = try livingKey(row.text("account")).map { try Self.text(row, "content", $0, place) }
            return WrittenText(ticket: ticket, position: position, at: try row.time("at"), text: text ?? "")
        }
    }

    /// The data key of an account; nil once it was erased.
    func livingKey(_ account: String) throws -> SubjectKey? {
        do {
            return try subjectKey(account)
        } catch StoreError.subjectErased {
            return nil
        }
    }

    private func ticket(_ row: Row) throws -> StoredTicket {
        let id = Identifier(stored: try row.text("id"))
        let account = try row.text("account")
        guard let state = TicketState(rawValue: try row.text("state")) else { throw StoreError.column("state") }
        return StoredTicket(
            ticket: Ticket(
                id: id, account: account, state: state, adviser: try row.optionalText("adviser"),
                openedAt: try row.time("opened_at"), resolvedAt: try row.optionalTime("resolved_at"),
                reopenings: Int(try row.integer("reopenings"))),
            subject: try livingKey(account).map {
                try Self.text(row, "subject", $0, SealedPlaces.ticketSubject(id))
            },
            texts: Int(try row.integer("texts")), adviserName: try row.optionalText("adviser_name") ?? "")
    }

    private static func text(_ row: Row, _ column: String, _ key: SubjectKey, _ place: SealedPlace) throws -> String {
        guard let text = String(validating: try key.open(try row.blob(column), at: place), as: UTF8.self) else {
            throw StoreError.column(column)
        }
        return text
    }
}
