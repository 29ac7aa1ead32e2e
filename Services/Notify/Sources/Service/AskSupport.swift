internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension NotifyServer {
    /// The account's own adviser, chosen by the first call that finds somebody on duty; nil while there is nobody.
    func meetAdviser(of account: String, trace: String) async throws -> Adviser? {
        if let known = try await store.read({ try $0.dedicatedAdviser(of: account).flatMap($0.adviser) }) {
            return known
        }
        let call = try await deskCall(account, trace)
        return try await store.write { transaction in
            try transaction.requireKnowable(account)
            if let known = try transaction.dedicatedAdviser(of: account) { return try transaction.adviser(known) }
            return try transaction.chosenAdviser(for: account, in: call)
        }
    }

    /// Opens a ticket and gives it to somebody when it can. Returns the answer's bytes, which `answer` makes.
    func openTicket(
        subject: String, text: String, of account: String, call: IdempotentRequest, trace: String,
        answer: @escaping @Sendable (StoredTicket) -> [UInt8]
    ) async throws -> [UInt8] {
        let subject = try TicketText(
            subject, field: "subject", maximumCharacters: Ticket.Limits.subjectCharactersMax)
        let text = try Self.ticketText(text)
        let desk = try await deskCall(account, trace)
        let id = identifiers.next(.ticket)
        return try await store.once(call) { transaction in
            guard try transaction.openTicketCount(of: account) < Ticket.Limits.openPerAccountMax else {
                throw NotifyError.tooManyTickets(maximum: Ticket.Limits.openPerAccountMax)
            }
            let ticket = Ticket(id: id, account: account, openedAt: transaction.now)
            try transaction.insert(ticket, subject: subject)
            var stored = StoredTicket(ticket: ticket, subject: subject.text, texts: 0, adviserName: "")
            try transaction.append(text, to: &stored, by: account)
            try transaction.assign(&stored, in: desk)
            try transaction.note(stored.ticket, in: desk)
            return SavedAnswer(status: 0, body: answer(stored))
        }.body
    }

    /// A page of an account's tickets, the newest first, and the token of the next one.
    func tickets(
        of account: String, isOpenOnly: Bool, size: UInt32, token: String
    ) async throws -> (rows: [StoredTicket], next: String) {
        let wanted = try PageRequest(size: size, token: token, list: "tickets", account, "\(isOpenOnly)")
        let read = try await store.read { snapshot in
            try snapshot.tickets(
                of: account, isOpenOnly: isOpenOnly, before: wanted.after, count: wanted.rows + 1)
        }
        return wanted.page(read) { $0.ticket.id.text }
    }

    /// A ticket of an account, or of an adviser who has it, and a page of its conversation with the token of the next. That
    /// an adviser was shown it is written down first.
    func conversation(
        _ text: String, reader: TicketReader, size: UInt32, token: String
    ) async throws -> (ticket: StoredTicket, texts: [StoredTicketText], next: String) {
        let id = try Self.ticketIdentifier(text)
        let wanted = try PageRequest(size: size, token: token, list: "texts", id.text)
        let after = wanted.after.isEmpty ? -1 : try wanted.afterNumber()
        let (ticket, texts): (StoredTicket, [StoredTicketText])
        switch reader {
        case .account:
            (ticket, texts) = try await store.read {
                try $0.conversation(id, for: reader, after: after, count: wanted.rows + 1)
            }
        case .adviser(let staff):
            (ticket, texts) = try await store.write { transaction in
                let read = try transaction.conversation(id, for: reader, after: after, count: wanted.rows + 1)
                try transaction.noteConversation(of: read.0, shownTo: staff)
                return read
            }
        }
        let page = wanted.page(texts) { "\($0.position)" }
        return (ticket, page.rows, page.next)
    }

    /// Writes what an account says into its ticket. Returns the answer's bytes, which `answer` makes.
    func answerTicket(
        _ id: String, text: String, of account: String, call: IdempotentRequest, trace: String,
        answer: @escaping @Sendable (StoredTicket) -> [UInt8]
    ) async throws -> [UInt8] {
        try await write(.userAnswers, id, text: text, of: account, call: call, trace: trace, answer: answer)
    }

    /// Opens a ticket again; it goes to whoever had it when they can take it. Returns the answer's bytes, which `answer`
    /// makes.
    func reopenTicket(
        _ id: String, text: String, of account: String, call: IdempotentRequest, trace: String,
        answer: @escaping @Sendable (StoredTicket) -> [UInt8]
    ) async throws -> [UInt8] {
        try await write(.reopen, id, text: text, of: account, call: call, trace: trace, answer: answer)
    }

    /// Ends a ticket with which its account agrees; one that is closed stays so.
    func closeTicket(_ text: String, of account: String, trace: String) async throws -> StoredTicket {
        let id = try Self.ticketIdentifier(text)
        let desk = try await deskCall(account, trace)
        return try await store.write { transaction in
            var stored = try transaction.ticket(id, for: .account(account))
            guard stored.ticket.state != .closed else { return stored }
            try transaction.take(.close, &stored, in: desk)
            try transaction.note(stored.ticket, in: desk)
            return stored
        }
    }

    /// A step of an account's that comes with a text.
    private func write(
        _ step: TicketStep, _ id: String, text: String, of account: String, call: IdempotentRequest, trace: String,
        answer: @escaping @Sendable (StoredTicket) -> [UInt8]
    ) async throws -> [UInt8] {
        let id = try Self.ticketIdentifier(id)
        let text = try Self.ticketText(text)
        let desk = try await deskCall(account, trace)
        return try await store.once(call) { transaction in
            var stored = try transaction.ticket(id, for: .account(account))
            if step == .reopen, try transaction.openTicketCount(of: account) >= Ticket.Limits.openPerAccountMax {
                throw NotifyError.tooManyTickets(maximum: Ticket.Limits.openPerAccountMax)
            }
            try transaction.take(step, &stored, in: desk)
            try transaction.append(text, to: &stored, by: account)
            // Whoever had it may be full by now, or gone.
            if step == .reopen, let adviser = stored.ticket.adviser, try !transaction.hasRoom(adviser) {
                try transaction.take(.release, &stored, in: desk)
            }
            if step == .reopen, stored.ticket.state == .waiting { try transaction.assign(&stored, in: desk) }
            if step == .reopen { try transaction.tellReopened(stored.ticket, in: desk) }
            try transaction.note(stored.ticket, in: desk)
            return SavedAnswer(status: 0, body: answer(stored))
        }.body
    }

    /// What telling of a ticket needs in a call of `actor`.
    func deskCall(_ actor: String, _ trace: String) async throws -> DeskCall {
        DeskCall(actor: actor, trace: trace, tools: try await tools())
    }

    static func ticketIdentifier(_ text: String) throws(NotifyError) -> Identifier {
        guard let id = Identifier(text, kind: .ticket) else { throw .invalidTicketID }
        return id
    }

    static func ticketText(_ text: String) throws(NotifyError) -> TicketText {
        try TicketText(text, field: "text", maximumCharacters: Ticket.Limits.textCharactersMax)
    }
}

/// Who may read a ticket.
enum TicketReader: Sendable, Equatable {
    /// Its account.
    case account(String)
    /// The adviser who has it.
    case adviser(String)
}

extension Snapshot {
    /// A ticket of whoever asks for it. Throws `NotifyError.ticketNotFound` for others', which is the same to them.
    func ticket(_ id: Identifier, for reader: TicketReader) throws -> StoredTicket {
        guard let stored = try ticket(id) else { throw NotifyError.ticketNotFound }
        let isTheirs =
            switch reader {
            case .account(let account): stored.ticket.account == account
            case .adviser(let adviser): stored.ticket.adviser == adviser
            }
        guard isTheirs else { throw NotifyError.ticketNotFound }
        return stored
    }
}

extension Snapshot {
    /// A ticket of whoever asks for it, and up to `count` of its texts after the place `after`.
    fileprivate func conversation(
        _ id: Identifier, for reader: TicketReader, after: Int64, count: Int
    ) throws -> (StoredTicket, [StoredTicketText]) {
        let ticket = try ticket(id, for: reader)
        return (ticket, try texts(of: ticket.ticket, after: after, count: count))
    }
}

extension Transaction {
    /// Whether an adviser is there and was not given more than may be: a ticket that has just come back to them counts.
    fileprivate func hasRoom(_ id: String) throws -> Bool {
        guard let adviser = try adviser(id) else { return false }
        return adviser.isOnDuty && adviser.load <= Adviser.Limits.loadMax
    }
}
