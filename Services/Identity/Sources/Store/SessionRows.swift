internal import MeshKernel
internal import MeshStore

/// A sign-in with what is sealed of it.
struct StoredSession: Sendable {
    let family: SessionFamily
    let device: Device
    /// What its refresh tokens follow from.
    let tokenKey: [UInt8]
    /// The institution that it acts for; nil for whoever acts for themselves.
    var institution: Identifier?
}

extension Snapshot {
    private static var sessionColumns: String {
        "id, account, token_key, device, started_at, generation, rotated_at, ended, institution"
    }

    /// The sign-in `id`; nil when there is none, and when its account was erased.
    func session(_ id: Identifier) throws -> StoredSession? {
        guard let row = try row("SELECT \(Self.sessionColumns) FROM sessions WHERE id = ?", SQLValue(id)),
            let key = try subjectKey(try row.text("account"))
        else { return nil }
        return try session(row, key)
    }

    /// Up to `count` of an account's sign-ins that were not ended, after `after`, oldest first; some may have expired.
    func openSessions(of account: Identifier, after: String, count: Int) throws -> [StoredSession] {
        guard let key = try subjectKey(account.text) else { return [] }
        return try rows(
            """
            SELECT \(Self.sessionColumns) FROM sessions
            WHERE account = ? AND ended IS NULL AND id > ? ORDER BY id LIMIT ?
            """, SQLValue(account), .text(after), SQLValue(count)
        ).map { try session($0, key) }
    }

    /// All of an account's sign-ins that are kept, oldest first, also those that are over.
    func sessions(of account: Identifier) throws -> [StoredSession] {
        guard let key = try subjectKey(account.text) else { return [] }
        return try rows(
            "SELECT \(Self.sessionColumns) FROM sessions WHERE account = ? ORDER BY id", SQLValue(account)
        ).map { try session($0, key) }
    }

    private func session(_ row: Row, _ key: SubjectKey) throws -> StoredSession {
        let id = Identifier(stored: try row.text("id"))
        let end = try row.optionalText("ended").map { text in
            guard let end = SessionFamily.End(rawValue: text) else { throw StoreError.column("ended") }
            return end
        }
        let device = try key.open(try row.blob("device"), at: SealedPlaces.device(id))
        // The name has no control characters, so the first line feed is the one between them.
        let parts = String(decoding: device, as: UTF8.self).split(
            separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return StoredSession(
            family: SessionFamily(
                id: id, account: Identifier(stored: try row.text("account")), startedAt: try row.time("started_at"),
                generation: try row.integer("generation"), rotatedAt: try row.time("rotated_at"), end: end),
            device: Device(name: String(parts.first ?? ""), source: parts.count == 2 ? String(parts[1]) : ""),
            tokenKey: try key.open(try row.blob("token_key"), at: SealedPlaces.tokenKey(id)),
            institution: try row.optionalText("institution").map { Identifier(stored: $0) })
    }
}

extension Transaction {
    /// Adds a sign-in. When the account has as many as it may have, the oldest ends for it and is returned.
    func insert(_ session: StoredSession) throws -> [Identifier] {
        let family = session.family
        let key = try makeSubjectKey(family.account.text)
        let open = try rows(
            "SELECT id FROM sessions WHERE account = ? AND ended IS NULL ORDER BY id", SQLValue(family.account)
        ).map { Identifier(stored: try $0.text("id")) }
        let ended = open.prefix(max(0, open.count + 1 - Limits.sessionsPerAccountMax))
        for id in ended { try endSession(id, .endedElsewhere) }
        try execute(
            """
            INSERT INTO sessions
                (id, account, token_key, device, started_at, generation, rotated_at, ended, institution)
            VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)
            """,
            SQLValue(family.id), SQLValue(family.account),
            .blob(try key.seal(session.tokenKey, at: SealedPlaces.tokenKey(family.id))),
            .blob(
                try key.seal(
                    Array("\(session.device.name)\n\(session.device.source)".utf8), at: SealedPlaces.device(family.id))),
            SQLValue(family.startedAt), .integer(family.generation), SQLValue(family.rotatedAt),
            SQLValue(session.institution?.text))
        return Array(ended)
    }

    /// Keeps where a sign-in stands after a refresh.
    func update(_ family: SessionFamily) throws {
        try execute(
            "UPDATE sessions SET generation = ?, rotated_at = ?, ended = ? WHERE id = ?", .integer(family.generation),
            SQLValue(family.rotatedAt), SQLValue(family.end?.rawValue), SQLValue(family.id))
    }

    /// Ends a sign-in unless it has ended; whether it did.
    @discardableResult
    func endSession(_ id: Identifier, _ reason: SessionFamily.End) throws -> Bool {
        try execute(
            "UPDATE sessions SET ended = ? WHERE id = ? AND ended IS NULL", .text(reason.rawValue), SQLValue(id)) == 1
    }

    /// Ends all of an account's sign-ins but `spared`; which they were.
    func endSessions(
        of account: Identifier, sparing spared: Identifier? = nil, _ reason: SessionFamily.End
    ) throws -> [Identifier] {
        try rows(
            "UPDATE sessions SET ended = ? WHERE account = ? AND ended IS NULL AND id IS NOT ? RETURNING id",
            .text(reason.rawValue), SQLValue(account), SQLValue(spared?.text)
        ).map { Identifier(stored: try $0.text("id")) }.sorted()
    }

    /// Removes up to `count` sign-ins that ended, or were not used, so long ago that nobody asks for them; how many.
    func sweepSessions(count: Int) throws -> Int {
        try execute(
            """
            DELETE FROM sessions WHERE id IN
                (SELECT id FROM sessions WHERE rotated_at < ? ORDER BY rotated_at LIMIT ?)
            """,
            SQLValue(now.advanced(by: .seconds(-SessionFamily.Limits.lifeSeconds))), SQLValue(count))
    }
}
