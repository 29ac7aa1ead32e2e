internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension NotifyServer {
    /// Notes whether an adviser is there. Whoever comes gets what waits; whoever goes keeps what they have, or with
    /// `handsOn` leaves it to others: a bounded number at once, and the sweep goes on with the rest.
    func setDuty(
        _ isOnDuty: Bool, name: String, handsOn: Bool, of staff: String, trace: String
    ) async throws -> Adviser {
        let name = name.isEmpty ? nil : try AdviserName(name)
        let desk = try await deskCall(staff, trace)
        return try await store.write { transaction in
            try transaction.requireKnowable(staff)
            try transaction.setDuty(isOnDuty, handsOn: handsOn, of: staff, name: name)
            if isOnDuty {
                _ = try transaction.assignWaiting(in: desk)
            } else if handsOn {
                try transaction.handOn(of: staff, in: desk)
            }
            return try transaction.requireAdviser(staff)
        }
    }

    /// Notes for an adviser that they do not come any more; what they have goes to others.
    func relieveAdviser(_ id: String, by staff: String, trace: String) async throws -> Adviser {
        let desk = try await deskCall(staff, trace)
        return try await store.write { transaction in
            guard try transaction.relieve(id, in: desk) else { throw NotifyError.adviserNotFound }
            return try transaction.requireAdviser(id)
        }
    }

    /// A page of the tickets that an adviser has and that are not resolved, the oldest first, and the token of the next.
    /// That they were shown is written down first.
    func assigned(to staff: String, size: UInt32, token: String) async throws -> (rows: [StoredTicket], next: String) {
        let wanted = try PageRequest(size: size, token: token, list: "assigned", staff)
        let read = try await store.write { transaction in
            _ = try transaction.requireAdviser(staff)
            let read = try transaction.tickets(inHandsOf: staff, after: wanted.after, count: wanted.rows + 1)
            try transaction.noteSubjects(of: Array(read.prefix(wanted.rows)), shownTo: staff)
            return read
        }
        return wanted.page(read) { $0.ticket.id.text }
    }

    /// An adviser begins with a ticket; one with which they have begun stays as it is.
    func beginTicket(_ text: String, by staff: String, trace: String) async throws -> StoredTicket {
        let id = try Self.ticketIdentifier(text)
        let desk = try await deskCall(staff, trace)
        return try await store.write { transaction in
            var stored = try transaction.ticket(id, for: .adviser(staff))
            guard stored.ticket.state != .inProgress else { return stored }
            try transaction.take(.begin, &stored, in: desk)
            try transaction.note(stored.ticket, in: desk)
            return stored
        }
    }

    /// Writes what an adviser says into a ticket, and moves it. Returns the answer's bytes, which `answer` makes.
    func replyTicket(
        _ id: String, text: String, outcome: ReplyOutcome?, by staff: String, call: IdempotentRequest, trace: String,
        answer: @escaping @Sendable (StoredTicket) -> [UInt8]
    ) async throws -> [UInt8] {
        let id = try Self.ticketIdentifier(id)
        guard let outcome else { throw NotifyError.invalidOutcome }
        // What was solved on the telephone needs no words, and what an erased account asked has no reader.
        let text = text.isEmpty && outcome == .resolved ? nil : try Self.ticketText(text)
        let desk = try await deskCall(staff, trace)
        return try await store.once(call) { transaction in
            var stored = try transaction.ticket(id, for: .adviser(staff))
            guard stored.ticket.state.isOpen else { throw NotifyError.ticketState(stored.ticket.state) }
            if let text { try transaction.append(text, to: &stored, by: staff) }
            switch (outcome, stored.ticket.state) {
            case (.inProgress, .assigned): try transaction.take(.begin, &stored, in: desk)
            case (.inProgress, _), (.awaitingUser, .awaitingUser): break
            case (.awaitingUser, _): try transaction.take(.askUser, &stored, in: desk)
            case (.resolved, _):
                try transaction.take(.resolve, &stored, in: desk)
                // There is room for what waits.
                _ = try transaction.assignWaiting(in: desk)
            }
            try transaction.note(stored.ticket, in: desk)
            return SavedAnswer(status: 0, body: answer(stored))
        }.body
    }

    /// Gives a ticket to somebody else: to `adviser`, or with an empty one to whoever of the others can take it. Returns
    /// the answer's bytes, which `answer` makes.
    func handOnTicket(
        _ id: String, to adviser: String, by staff: String, call: IdempotentRequest, trace: String,
        answer: @escaping @Sendable (StoredTicket) -> [UInt8]
    ) async throws -> [UInt8] {
        let id = try Self.ticketIdentifier(id)
        let desk = try await deskCall(staff, trace)
        return try await store.once(call) { transaction in
            var stored = try transaction.ticket(id, for: .adviser(staff))
            if adviser.isEmpty {
                try transaction.take(.release, &stored, in: desk)
                try transaction.assign(&stored, passingOver: staff, in: desk)
            } else {
                guard adviser != staff, try transaction.adviser(adviser)?.isFree == true else {
                    throw NotifyError.adviserNotFree
                }
                try transaction.noteAssigned(adviser)
                try transaction.take(.assign(adviser: adviser), &stored, in: desk)
            }
            try transaction.note(stored.ticket, in: desk)
            return SavedAnswer(status: 0, body: answer(stored))
        }.body
    }

    /// Closes tickets that were resolved seven days ago, and gives to somebody what waits or is left by who has gone;
    /// returns how many rows moved.
    package func sweepDesk() async throws -> Int {
        let desk = try await deskCall("", "")
        var moved = 0
        var isMore = true
        while isMore {
            let closed = try await store.write { transaction in
                let end = transaction.now.advanced(by: .seconds(-86_400 * Ticket.Limits.reopenDays))
                let due = try transaction.ticketsResolved(until: end, count: Limits.deskRowsPerStep)
                for var stored in due {
                    try transaction.take(.close, &stored, in: desk)
                    try transaction.note(stored.ticket, in: desk)
                }
                return due.count
            }
            moved += closed
            isMore = closed == Limits.deskRowsPerStep
        }
        // Each step moves as much as it may or finds the end of what somebody has.
        while try await store.read({ try $0.adviserHandingOn() }) != nil {
            moved += try await store.write { transaction in
                // Whoever it was may be there again.
                guard let staff = try transaction.adviserHandingOn() else { return 0 }
                return try transaction.handOn(of: staff, in: desk)
            }
        }
        // Looking costs a read; only what waits costs a write.
        while try await store.read({ try $0.hasWaiting() && !$0.advisersOnDuty().filter(\.isFree).isEmpty }) {
            let assigned = try await store.write { try $0.assignWaiting(in: desk) }
            moved += assigned
            guard assigned > 0 else { break }
        }
        return moved
    }
}

extension Snapshot {
    /// An adviser. Throws `NotifyError.notAdviser` for somebody who has never said to be there.
    fileprivate func requireAdviser(_ staff: String) throws -> Adviser {
        guard let adviser = try adviser(staff) else { throw NotifyError.notAdviser }
        return adviser
    }

    /// Whether a ticket or a call waits for somebody.
    fileprivate func hasWaiting() throws -> Bool {
        try !waitingTickets(count: 1).isEmpty || !waitingCallbacks(count: 1).isEmpty
    }
}

extension Transaction {
    /// An adviser does not come any more: what they have goes to others, a bounded number at once, and the sweep goes on
    /// with the rest. False for somebody who is none.
    func relieve(_ id: String, in desk: DeskCall) throws -> Bool {
        guard try relieve(id) else { return false }
        try handOn(of: id, in: desk)
        return true
    }

    /// Something of what an adviser has goes to others, and waits where nobody can take it: tickets first, a bounded
    /// number at once. Returns how many rows went.
    @discardableResult
    fileprivate func handOn(of staff: String, in desk: DeskCall) throws -> Int {
        let held = try tickets(inHandsOf: staff, after: "", count: Limits.deskRowsPerStep)
        for var stored in held {
            try take(.release, &stored, in: desk)
            try assign(&stored, passingOver: staff, in: desk)
            try note(stored.ticket, in: desk)
        }
        let start = WallTime(milliseconds: Int64.min)
        let due = try openCallbacks(by: staff, until: start, after: "", count: Limits.deskRowsPerStep - held.count)
        for var callback in due {
            callback.adviser = nil
            try assign(&callback, passingOver: staff, in: desk)
            try save(callback)
            try note(callback, in: desk)
        }
        let moved = held.count + due.count
        if moved < Limits.deskRowsPerStep { try endHandingOn(staff) }
        return moved
    }
}
