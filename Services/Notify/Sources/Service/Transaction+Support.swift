internal import MeshKernel
internal import MeshStore

/// Who moves a ticket, and under which call.
struct DeskCall: Sendable {
    /// The account or the staff member; empty for the service itself.
    let actor: String
    /// The call's trace; empty without one.
    let trace: String
    /// What telling needs.
    let tools: TellingTools
}

extension Transaction {
    /// Takes a step, writes it down, and tells the account of what it has not done itself.
    func take(_ step: TicketStep, _ stored: inout StoredTicket, in call: DeskCall) throws {
        let before = stored.ticket
        try stored.ticket.take(step, at: now)
        try save(stored.ticket, before: before, by: call.actor)
        if stored.ticket.adviser != before.adviser {
            stored.adviserName = try stored.ticket.adviser.flatMap { try adviser($0)?.name } ?? ""
        }
        guard let word = step.told, stored.ticket != before, call.actor != stored.ticket.account else { return }
        let id = stored.ticket.id.text
        try tell(
            .ticket, [MessageDatum("ticket", .text(id)), MessageDatum("state", .text(word))],
            to: stored.ticket.account, event: "ticket:\(id):\(try recordCount(of: stored.ticket.id))", in: call)
    }

    /// Gives a ticket that waits to whoever can take it, the account's own adviser first, nobody in `passedOver`; false
    /// when nobody can.
    @discardableResult
    func assign(
        _ stored: inout StoredTicket, passingOver passedOver: String? = nil, in call: DeskCall
    ) throws -> Bool {
        guard let adviser = try chosenAdviser(for: stored.ticket.account, passingOver: passedOver, in: call) else {
            return false
        }
        // Whoever gets it has not asked for it: the account is told whoever moved it.
        try take(.assign(adviser: adviser.id), &stored, in: DeskCall(actor: "", trace: call.trace, tools: call.tools))
        return true
    }

    /// Whoever new work of an account goes to; becomes the account's own adviser when it has none. Nil when nobody can
    /// take it.
    func chosenAdviser(
        for account: String, passingOver passedOver: String? = nil, in call: DeskCall
    ) throws -> Adviser? {
        let dedicated = try dedicatedAdviser(of: account)
        let advisers = try advisersOnDuty().filter { $0.id != passedOver }
        guard let chosen = Adviser.chosen(of: advisers, dedicated: dedicated) else { return nil }
        try noteAssigned(chosen.id)
        if dedicated == nil {
            try dedicate(chosen.id, to: account)
            try tell(
                .adviserAssigned, [MessageDatum("adviser", .text(chosen.name))], to: account,
                event: "adviser:\(chosen.id)", in: call)
        }
        return chosen
    }

    /// Gives a call-back that nobody makes to whoever can; false when nobody can.
    @discardableResult
    func assign(_ callback: inout Callback, passingOver passedOver: String? = nil, in call: DeskCall) throws -> Bool {
        guard let adviser = try chosenAdviser(for: callback.account, passingOver: passedOver, in: call) else {
            return false
        }
        callback.adviser = adviser.id
        callback.assignments += 1
        // Whoever gets it a second time is told of a second time.
        try tellWindow(of: callback, event: "callback:\(callback.id.text):\(callback.assignments)", in: call)
        return true
    }

    /// Tells an account when its call comes; nothing while nobody makes it.
    func tellWindow(of callback: Callback, event: String, in call: DeskCall) throws {
        guard let adviser = try callback.adviser.flatMap({ try adviser($0) }) else { return }
        let data = [
            MessageDatum("adviser", .text(adviser.name)), MessageDatum("from", .time(callback.window.from)),
            MessageDatum("until", .time(callback.window.until)),
        ]
        try tell(.callback, data, to: callback.account, event: event, in: call)
    }

    /// Tells whoever has a ticket that its account does not agree that it is done.
    func tellReopened(_ ticket: Ticket, in call: DeskCall) throws {
        guard let adviser = ticket.adviser else { return }
        try tell(
            .ticketReopened, [MessageDatum("ticket", .text(ticket.id.text))], to: adviser,
            event: "reopened:\(ticket.id.text):\(ticket.reopenings)", in: call)
    }

    /// Tickets and calls that nobody has go to whoever can take them, the oldest first, a bounded number at once; returns
    /// how many went.
    func assignWaiting(in call: DeskCall) throws -> Int {
        var assigned = 0
        for var stored in try waitingTickets(count: Limits.deskRowsPerStep) {
            guard try assign(&stored, in: call) else { return assigned }
            try note(stored.ticket, in: call)
            assigned += 1
        }
        for var callback in try waitingCallbacks(count: Limits.deskRowsPerStep) {
            guard try assign(&callback, in: call) else { return assigned }
            try save(callback)
            try note(callback, in: call)
            assigned += 1
        }
        return assigned
    }

    /// Tells the feed where a ticket stands.
    func note(_ ticket: Ticket, in call: DeskCall) throws {
        let notice = TicketNotice(
            ticket: ticket.id, account: ticket.account, state: ticket.state, adviser: ticket.adviser)
        try append(
            Event(
                type: NotifyEvents.ticketChanged, aggregate: ticket.id.text,
                payload: call.tools.payloads.ticket(notice), trace: call.trace))
    }

    /// Tells the feed who makes a call.
    func note(_ callback: Callback, in call: DeskCall) throws {
        let notice = CallbackNotice(
            callback: callback.id, account: callback.account, adviser: callback.adviser,
            isDone: callback.doneAt != nil)
        try append(
            Event(
                type: NotifyEvents.callbackChanged, aggregate: callback.id.text,
                payload: call.tools.payloads.callback(notice), trace: call.trace))
    }

    /// Tells an account something; one that was erased is told nothing.
    private func tell(
        _ name: TemplateName, _ data: [MessageDatum], to account: String, event: String, in call: DeskCall
    ) throws {
        guard let template = TemplateCatalogue.newest(name) else { throw NotifyError.unknownTemplate }
        let telling = Telling(
            template: template, recipient: .account(account), language: nil, data: data, channels: [], event: event)
        do {
            _ = try nested { try tell(telling, with: call.tools, trace: call.trace) }
        } catch StoreError.subjectErased {
            // Nothing is to be told any more.
        }
    }
}
