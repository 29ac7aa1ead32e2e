internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Inserts a call-back.
    func insert(_ callback: Callback) throws {
        guard let number = callback.number else { throw StoreError.column("number") }
        let key = try makeSubjectKey(callback.account)
        try execute(
            """
            INSERT INTO callbacks
                (id, account, number, adviser, asked_at, from_at, until_at, is_certain, done_at, assignments)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(callback.id), .text(callback.account),
            .blob(try key.seal(Array(number.text.utf8), at: SealedPlaces.callbackNumber(callback.id))),
            SQLValue(callback.adviser), SQLValue(callback.askedAt), SQLValue(callback.window.from),
            SQLValue(callback.window.until), SQLValue(callback.window.isCertain), SQLValue(callback.doneAt),
            SQLValue(callback.assignments))
    }

    /// Writes who makes a call, when it comes, and when it was made.
    func save(_ callback: Callback) throws {
        try execute(
            """
            UPDATE callbacks SET adviser = ?, done_at = ?, assignments = ?, from_at = ?, until_at = ?, is_certain = ?
            WHERE id = ?
            """, SQLValue(callback.adviser), SQLValue(callback.doneAt), SQLValue(callback.assignments),
            SQLValue(callback.window.from), SQLValue(callback.window.until), SQLValue(callback.window.isCertain),
            SQLValue(callback.id))
    }
}

extension Snapshot {
    private static var callbackColumns: String {
        "id, account, number, adviser, asked_at, from_at, until_at, is_certain, done_at, assignments"
    }

    /// A call-back; nil when there is none.
    func callback(_ id: Identifier) throws -> Callback? {
        try row("SELECT \(Self.callbackColumns) FROM callbacks WHERE id = ?", SQLValue(id)).map(callback)
    }

    /// Calls that an account waits for, the first first.
    func openCallbacks(of account: String) throws -> [Callback] {
        try rows(
            """
            SELECT \(Self.callbackColumns) FROM callbacks WHERE account = ? AND done_at IS NULL
            ORDER BY until_at, id LIMIT ?
            """, .text(account), SQLValue(Callback.Limits.openPerAccountMax)
        ).map(callback)
    }

    /// Up to `count` calls that an adviser has to make, after the one that is due at `until` and has the identifier
    /// `after`, the one that is due first first.
    func openCallbacks(by adviser: String, until: WallTime, after: String, count: Int) throws -> [Callback] {
        try rows(
            """
            SELECT \(Self.callbackColumns) FROM callbacks
            WHERE adviser = ? AND done_at IS NULL AND (until_at, id) > (?, ?) ORDER BY until_at, id LIMIT ?
            """, .text(adviser), SQLValue(until), .text(after), SQLValue(count)
        ).map(callback)
    }

    /// Up to `count` calls that nobody makes yet, the one that is due first first.
    func waitingCallbacks(count: Int) throws -> [Callback] {
        try rows(
            """
            SELECT \(Self.callbackColumns) FROM callbacks WHERE adviser IS NULL AND done_at IS NULL
            ORDER BY until_at, id LIMIT ?
            """, SQLValue(count)
        ).map(callback)
    }

    /// Up to `count` calls that were not made and come later than `time`, after the one that is due at `until` and
    /// has the identifier `after`, the one that is due first first.
    func callbacks(later time: WallTime, until: WallTime, after: String, count: Int) throws -> [Callback] {
        try rows(
            """
            SELECT \(Self.callbackColumns) FROM callbacks
            WHERE done_at IS NULL AND from_at > ? AND (until_at, id) > (?, ?) ORDER BY until_at, id LIMIT ?
            """, SQLValue(time), SQLValue(until), .text(after), SQLValue(count)
        ).map(callback)
    }

    private func callback(_ row: Row) throws -> Callback {
        let id = Identifier(stored: try row.text("id"))
        let account = try row.text("account")
        var number: CallbackNumber?
        if let key = try livingKey(account) {
            let bytes = try key.open(try row.blob("number"), at: SealedPlaces.callbackNumber(id))
            guard let text = String(validating: bytes, as: UTF8.self) else { throw StoreError.column("number") }
            number = CallbackNumber(stored: text)
        }
        return Callback(
            id: id, account: account, number: number, adviser: try row.optionalText("adviser"),
            askedAt: try row.time("asked_at"),
            window: CallbackWindow(
                from: try row.time("from_at"), until: try row.time("until_at"),
                isCertain: try row.boolean("is_certain")), doneAt: try row.optionalTime("done_at"),
            assignments: Int(try row.integer("assignments")))
    }
}
