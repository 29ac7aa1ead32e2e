internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

/// A call-back beside the name of who makes it.
struct NamedCallback: Sendable, Equatable {
    /// The call-back.
    let callback: Callback
    /// The name of who calls; empty while nobody does.
    let adviserName: String
}

extension NotifyServer {
    /// Asks for a call to `number`, or with an empty one to the number under which the account is reached. Returns the
    /// answer's bytes, which `answer` makes.
    func requestCallback(
        to number: String, of account: String, call: IdempotentRequest, trace: String,
        answer: @escaping @Sendable (NamedCallback) -> [UInt8]
    ) async throws -> [UInt8] {
        let named = CallbackNumber(number)
        guard number.isEmpty || named != nil else { throw NotifyError.invalidCallbackNumber }
        let desk = try await deskCall(account, trace)
        let id = identifiers.next(.callback)
        return try await store.once(call) { [officeHours] transaction in
            try transaction.requireKnowable(account)
            let open = try transaction.openCallbacks(of: account)
            guard open.count < Callback.Limits.openPerAccountMax else {
                throw NotifyError.tooManyCallbacks(maximum: Callback.Limits.openPerAccountMax)
            }
            let contact = try transaction.contact(of: account, over: .sms)
            guard let number = named ?? contact.map({ CallbackNumber(stored: $0.text) }) else {
                throw NotifyError.noNumber
            }
            let now = transaction.now
            let hours = officeHours.following(try transaction.workingCalendar())
            guard let window = CallbackWindow(askedAt: now, hours: hours) else { throw NotifyError.officeClosed }
            var callback = Callback(
                id: id, account: account, number: number, adviser: nil, askedAt: now, window: window)
            try transaction.assign(&callback, in: desk)
            try transaction.insert(callback)
            try transaction.note(callback, in: desk)
            return SavedAnswer(status: 0, body: answer(try transaction.named(callback)))
        }.body
    }

    /// Calls that an account waits for, the first first.
    func callbacks(of account: String) async throws -> [NamedCallback] {
        try await store.read { snapshot in try snapshot.openCallbacks(of: account).map { try snapshot.named($0) } }
    }

    /// A page of the calls that an adviser has to make, the one that is due first first, and the token of the next. That
    /// their numbers were shown is written down first.
    func dueCallbacks(
        of staff: String, size: UInt32, token: String
    ) async throws -> (rows: [NamedCallback], next: String) {
        let wanted = try PageRequest(size: size, token: token, list: "callbacks", staff)
        let place = wanted.after.split(separator: " ").map { String($0) }
        var until = Int64.min
        if !wanted.after.isEmpty {
            guard place.count == 2, let time = Int64(place[0]) else { throw NotifyError.invalidPageToken }
            until = time
        }
        let start = WallTime(milliseconds: until)
        let after = place.last ?? ""
        let read = try await store.write { transaction in
            guard try transaction.adviser(staff) != nil else { throw NotifyError.notAdviser }
            let read = try transaction.openCallbacks(
                by: staff, until: start, after: after, count: wanted.rows + 1
            ).map { try transaction.named($0) }
            try transaction.noteNumbers(of: Array(read.prefix(wanted.rows)), shownTo: staff)
            return read
        }
        return wanted.page(read) { "\($0.callback.window.until.milliseconds) \($0.callback.id.text)" }
    }

    /// Notes that an adviser has made a call; one that was made stays as it is.
    func completeCallback(_ text: String, by staff: String, trace: String) async throws -> NamedCallback {
        guard let id = Identifier(text, kind: .callback) else { throw NotifyError.invalidCallbackID }
        let desk = try await deskCall(staff, trace)
        return try await store.write { transaction in
            guard var callback = try transaction.callback(id), callback.adviser == staff else {
                throw NotifyError.callbackNotFound
            }
            if callback.doneAt == nil {
                callback.doneAt = transaction.now
                try transaction.save(callback)
                try transaction.note(callback, in: desk)
            }
            return try transaction.named(callback)
        }
    }
}

extension Transaction {
    /// Calls that were asked for come when they would if they were asked for now: the calendar is another one.
    /// Whoever waits for one that comes at another time is told; `reason` names the change. One that is due, or would
    /// be, is left as it is.
    func moveCallbacks(hours: OfficeHours, because reason: String, in desk: DeskCall) throws {
        // A call comes to its end after it begins. One that was moved on is met again, where it stays.
        var place = (until: now, id: "")
        while true {
            let page = try callbacks(
                later: now, until: place.until, after: place.id, count: Limits.movedCallbacksPerRead)
            for callback in page { try move(callback, hours: hours, because: reason, in: desk) }
            guard page.count == Limits.movedCallbacksPerRead, let last = page.last else { return }
            place = (last.window.until, last.id.text)
        }
    }

    private func move(
        _ callback: Callback, hours: OfficeHours, because reason: String, in desk: DeskCall
    ) throws {
        guard let window = CallbackWindow(askedAt: callback.askedAt, hours: hours), window != callback.window,
            window.from > now
        else { return }
        let before = callback.window
        var callback = callback
        callback.window = window
        try save(callback)
        guard (window.from, window.until) != (before.from, before.until) else { return }
        try tellWindow(
            of: callback, event: "callback:\(callback.id.text):\(callback.assignments):\(reason)", in: desk)
    }
}

extension Snapshot {
    fileprivate func named(_ callback: Callback) throws -> NamedCallback {
        NamedCallback(
            callback: callback, adviserName: try callback.adviser.flatMap { try adviser($0)?.name } ?? "")
    }
}
