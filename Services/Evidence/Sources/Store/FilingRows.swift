internal import MeshKernel
internal import MeshStore

/// Which of an account's filings a list shows.
struct FilingFilter: Sendable, Equatable {
    /// Of one project; nil for all.
    var project: Identifier?
    /// In one state; nil for all.
    var state: FilingState?
}

/// A filing about which something is due.
struct DueFiling: Sendable, Equatable {
    let id: Identifier
    let project: Identifier
    let account: String
    let expiresAt: WallTime
}

extension Transaction {
    /// Inserts a filing with its items and its first record.
    func insert(_ filing: Filing, authority: AuthorityProfile, key: SubjectKey) throws {
        try execute(
            """
            INSERT INTO filings (id, project, account, authority, kind, statement, applied_at, expires_at, next_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(filing.id), SQLValue(filing.project), .text(filing.account), .text(authority.rawValue),
            .text(filing.statement.kind.rawValue),
            .blob(try key.seal(filing.statement.encoded, at: SealedPlaces.filingStatement(filing.id))),
            SQLValue(filing.appliedAt), SQLValue(filing.expiresAt),
            SQLValue(FilingTerm.firstNotice(end: filing.expiresAt)))
        for (position, item) in filing.evidence.enumerated() {
            try execute(
                "INSERT INTO filing_items (filing, position, evidence) VALUES (?, ?, ?)", SQLValue(filing.id),
                SQLValue(position), SQLValue(item))
        }
        for record in filing.records { try append(record, to: filing.id) }
    }

    /// Adds a line to a filing's history.
    func append(_ record: FilingRecord, to filing: Identifier) throws {
        try execute(
            """
            INSERT INTO filing_records (filing, position, at, kind, expires_at)
            SELECT ?, count(*), ?, ?, ? FROM filing_records WHERE filing = ?
            """,
            SQLValue(filing), SQLValue(record.at), .text(record.kind.rawValue), SQLValue(record.expiresAt),
            SQLValue(filing))
    }

    /// Moves a filing's end.
    func moveEnd(of filing: Identifier, to end: WallTime) throws {
        try execute(
            "UPDATE filings SET expires_at = ?, next_at = ? WHERE id = ?", SQLValue(end),
            SQLValue(FilingTerm.firstNotice(end: end)), SQLValue(filing))
    }

    /// When a filing is to be looked at next; nil for never.
    func setNotice(of filing: Identifier, at time: WallTime?) throws {
        try execute("UPDATE filings SET next_at = ? WHERE id = ?", SQLValue(time), SQLValue(filing))
    }
}

extension Snapshot {
    private static var filingColumns: String {
        "id, project, account, kind, statement, applied_at, expires_at"
    }

    /// The filing `id` with its history, if it is `account`'s.
    func filing(_ id: Identifier, account: String) throws -> Filing? {
        guard
            let row = try row(
                "SELECT \(Self.filingColumns) FROM filings WHERE id = ? AND account = ?", SQLValue(id), .text(account)),
            let key = try subjectKey(account)
        else { return nil }
        var filing = try filing(row, key)
        filing.records = try rows(
            "SELECT at, kind, expires_at FROM filing_records WHERE filing = ? ORDER BY position", SQLValue(id)
        ).map { row in
            guard let kind = FilingRecordKind(rawValue: try row.text("kind")) else { throw StoreError.column("kind") }
            return FilingRecord(at: try row.time("at"), kind: kind, expiresAt: try row.time("expires_at"))
        }
        return filing
    }

    /// Up to `count` filings of `account` that the filter lets through at `now`, after the filing `after`, in the order
    /// of their identifiers.
    func filings(account: String, filter: FilingFilter, now: WallTime, after: String, count: Int) throws -> [Filing] {
        guard let key = try subjectKey(account) else { return [] }
        var conditions = ["account = ?", "id > ?"]
        var arguments: [SQLValue] = [.text(account), .text(after)]
        if let project = filter.project {
            conditions.append("project = ?")
            arguments.append(SQLValue(project))
        }
        // A filing's end tells its state; the longest reminder's days make it expiring.
        let horizon = WallTime(
            milliseconds: now.milliseconds + 86_400_000 * (FilingTerm.Limits.reminderDays.first ?? 0))
        switch filter.state {
        case .active:
            conditions.append("expires_at > ?")
            arguments.append(SQLValue(horizon))
        case .expiring:
            conditions.append("expires_at > ? AND expires_at <= ?")
            arguments += [SQLValue(now), SQLValue(horizon)]
        case .void:
            conditions.append("expires_at <= ?")
            arguments.append(SQLValue(now))
        case nil: break
        }
        return try rows(
            """
            SELECT \(Self.filingColumns) FROM filings WHERE \(conditions.joined(separator: " AND ")) ORDER BY id LIMIT ?
            """, arguments + [SQLValue(count)]
        ).map { try filing($0, key) }
    }

    /// Up to `count` filings about which something is due at `now`.
    func dueFilings(now: WallTime, count: Int) throws -> [DueFiling] {
        try rows(
            """
            SELECT id, project, account, expires_at FROM filings
            WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at LIMIT ?
            """, SQLValue(now), SQLValue(count)
        ).map { row in
            DueFiling(
                id: Identifier(stored: try row.text("id")), project: Identifier(stored: try row.text("project")),
                account: try row.text("account"), expiresAt: try row.time("expires_at"))
        }
    }

    /// When the items were accepted, the earliest; nil unless all are `account`'s, of this project and not erased.
    func earliestAcceptance(of items: [Identifier], project: Identifier, account: String) throws -> WallTime? {
        let marks = Array(repeating: "?", count: items.count).joined(separator: ", ")
        guard
            let row = try row(
                """
                SELECT count(*) AS items, min(accepted_at) AS earliest FROM evidence
                WHERE project = ? AND account = ? AND id IN (\(marks))
                    AND log_index NOT IN (SELECT log_index FROM erasures)
                """, [SQLValue(project), .text(account)] + items.map { SQLValue($0) }),
            try row.integer("items") == items.count
        else { return nil }
        return try row.optionalTime("earliest")
    }

    private func filing(_ row: Row, _ key: SubjectKey) throws -> Filing {
        let id = Identifier(stored: try row.text("id"))
        guard let kind = FilingKind(rawValue: try row.text("kind")),
            let statement = FilingStatement(
                decoding: try key.open(try row.blob("statement"), at: SealedPlaces.filingStatement(id)), kind: kind)
        else { throw StoreError.column("filings") }
        let items = try rows("SELECT evidence FROM filing_items WHERE filing = ? ORDER BY position", SQLValue(id))
        return Filing(
            id: id, project: Identifier(stored: try row.text("project")), account: try row.text("account"),
            evidence: try items.map { Identifier(stored: try $0.text("evidence")) }, statement: statement,
            appliedAt: try row.time("applied_at"), expiresAt: try row.time("expires_at"), records: [])
    }
}
