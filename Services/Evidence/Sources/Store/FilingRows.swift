internal import MeshKernel
internal import MeshStore

/// Which of an account's filings a list shows.
struct FilingFilter: Sendable, Equatable {
    /// Of one project; nil for all.
    var project: Identifier?
    /// In one state; nil for all.
    var state: FilingState?
    /// Of one kind; nil for all.
    var kind: FilingKind?
    /// Timed, or not yet; nil for all.
    var timing: FilingTiming?
    /// Of one supplier; nil for all.
    var supplier: String?
    /// Applied for at this time or later.
    var from: WallTime?
    /// Applied for before this time.
    var to: WallTime?
    /// What they have in common; empty for all.
    var matters: [FilingMatter] = []

    /// The filter in one line, for what belongs to one filter only.
    var text: String {
        let words = [state?.rawValue, kind?.rawValue, timing?.rawValue, supplier, project?.text]
        let times = [from, to].map { $0.map { String($0.milliseconds) } }
        return ((words + times).map { $0 ?? "" } + matters.map(\.rawValue)).joined(separator: " ")
    }
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
            INSERT INTO filings (id, project, account, authority, kind, statement, applied_at, expires_at, next_at,
                supplier, credit_pack, statement_sha256)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(filing.id), SQLValue(filing.project), .text(filing.account), .text(authority.rawValue),
            .text(filing.statement.kind.rawValue),
            .blob(try key.seal(filing.statement.encoded, at: SealedPlaces.filingStatement(filing.id))),
            SQLValue(filing.appliedAt), SQLValue(filing.expiresAt),
            SQLValue(FilingTerm.firstNotice(end: filing.expiresAt)), .text(filing.supplier),
            SQLValue(filing.creditPack?.text), SQLValue(filing.timestamp?.statementSHA256))
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

    /// Keeps the answer of the supplier's authority. False when the filing's account was erased, and the token with it.
    func keepToken(_ response: [UInt8], at time: WallTime, of filing: Identifier, account: String) throws -> Bool {
        let key: SubjectKey
        do throws(StoreError) {
            guard let found = try subjectKey(account) else { return false }
            key = found
        } catch {
            guard error == .subjectErased else { throw error }
            return false
        }
        return try execute(
            """
            UPDATE filings SET token = ?, timed_at = ?
            WHERE id = ? AND statement_sha256 IS NOT NULL AND timed_at IS NULL
            """, .blob(try key.seal(response, at: SealedPlaces.filingToken(filing))), SQLValue(time), SQLValue(filing))
            == 1
    }

    /// When a filing is to be looked at next; nil for never.
    func setNotice(of filing: Identifier, at time: WallTime?) throws {
        try execute("UPDATE filings SET next_at = ? WHERE id = ?", SQLValue(time), SQLValue(filing))
    }
}

extension Snapshot {
    private static var filingColumns: String {
        """
        id, project, account, kind, statement, applied_at, expires_at, supplier, credit_pack, statement_sha256, timed_at
        """
    }

    /// The filing `id` with its history, if it is `account`'s.
    func filing(_ id: Identifier, account: String) throws -> Filing? {
        guard
            let row = try row(
                "SELECT \(Self.filingColumns), token FROM filings WHERE id = ? AND account = ?", SQLValue(id),
                .text(account)),
            let key = try subjectKey(account)
        else { return nil }
        var filing = try filing(row, key)
        filing.records = try filingRecords(id)
        if let timestamp = filing.timestamp, let token = try row.optionalBlob("token") {
            filing.timestamp = FilingTimestamp(
                statementSHA256: timestamp.statementSHA256, timedAt: timestamp.timedAt,
                response: try key.open(token, at: SealedPlaces.filingToken(id)))
        }
        return filing
    }

    /// A filing's history, oldest first.
    func filingRecords(_ id: Identifier) throws -> [FilingRecord] {
        try rows(
            "SELECT at, kind, expires_at FROM filing_records WHERE filing = ? ORDER BY position", SQLValue(id)
        ).map { row in
            guard let kind = FilingRecordKind(rawValue: try row.text("kind")) else { throw StoreError.column("kind") }
            return FilingRecord(at: try row.time("at"), kind: kind, expiresAt: try row.time("expires_at"))
        }
    }

    /// Whether any filing awaits its timestamp.
    func hasUntimedFilings() throws -> Bool {
        try row("SELECT id FROM filings WHERE statement_sha256 IS NOT NULL AND timed_at IS NULL LIMIT 1") != nil
    }

    /// What the supplier of a filing is to time, and for whom; nil when there is nothing to time any more.
    func untimedFiling(_ id: Identifier) throws -> (account: String, supplier: String, statementSHA256: [UInt8])? {
        try row(
            """
            SELECT account, supplier, statement_sha256 FROM filings
            WHERE id = ? AND supplier IS NOT NULL AND statement_sha256 IS NOT NULL AND timed_at IS NULL
            """, SQLValue(id)
        ).map { (try $0.text("account"), try $0.text("supplier"), try $0.blob("statement_sha256")) }
    }

    /// What a filing of `items` says of them: number and digests of each. Throws `EvidenceError.erased` when the digests
    /// of one were.
    func filedItems(_ items: [Identifier], account: String) throws -> [FiledStatement.Item] {
        try items.map { id in
            guard let item = try evidence(.id(id), account: account)?.item else { throw EvidenceError.evidenceNotFound }
            return FiledStatement.Item(number: item.number, digests: item.digests)
        }
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
        // A filing's end tells its state.
        let horizon = FilingTerm.horizon(now: now)
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
        if let kind = filter.kind {
            conditions.append("kind = ?")
            arguments.append(.text(kind.rawValue))
        }
        switch filter.timing {
        case .awaiting: conditions.append("statement_sha256 IS NOT NULL AND timed_at IS NULL")
        case .timed: conditions.append("timed_at IS NOT NULL")
        case nil: break
        }
        if let supplier = filter.supplier {
            conditions.append("supplier = ?")
            arguments.append(.text(supplier))
        }
        if let from = filter.from {
            conditions.append("applied_at >= ?")
            arguments.append(SQLValue(from))
        }
        if let to = filter.to {
            conditions.append("applied_at < ?")
            arguments.append(SQLValue(to))
        }
        let matters = filter.matters.map { matter -> String in
            switch matter {
            case .expiring:
                arguments += [SQLValue(now), SQLValue(horizon)]
                return "expires_at > ? AND expires_at <= ?"
            case .void:
                arguments.append(SQLValue(now))
                return "expires_at <= ?"
            case .renewed:
                return "EXISTS (SELECT 1 FROM filing_records WHERE filing = filings.id AND kind = 'renewed')"
            }
        }
        if !matters.isEmpty { conditions.append("(\(matters.joined(separator: " OR ")))") }
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

    /// What the credit of the earliest of the items gives: the end of a filing, the supplier, and the pack where one is
    /// known; nil unless all are `account`'s, of this project and not erased.
    func earliestCredit(
        of items: [Identifier], project: Identifier, account: String
    ) throws -> (end: WallTime, supplier: String, pack: Identifier?)? {
        let marks = Array(repeating: "?", count: items.count).joined(separator: ", ")
        let found = try rows(
            """
            SELECT accepted_at, credit_packs.id AS pack, supplier, expires_at
            FROM evidence LEFT JOIN credit_packs ON credit_packs.id = evidence.credit_pack
            WHERE project = ? AND evidence.account = ? AND evidence.id IN (\(marks))
                AND log_index NOT IN (SELECT log_index FROM erasures)
            ORDER BY accepted_at, evidence.id
            """, [SQLValue(project), .text(account)] + items.map { SQLValue($0) })
        guard found.count == items.count, let earliest = found.first else { return nil }
        // Works that were sealed before there were packs had a credit for a year of their own.
        return (
            try earliest.optionalTime("expires_at") ?? FilingTerm.end(from: try earliest.time("accepted_at")),
            try earliest.optionalText("supplier") ?? CreditSupplier.ours,
            try earliest.optionalText("pack").map { Identifier(stored: $0) }
        )
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
            supplier: try row.optionalText("supplier") ?? CreditSupplier.ours,
            creditPack: try row.optionalText("credit_pack").map { Identifier(stored: $0) },
            appliedAt: try row.time("applied_at"), expiresAt: try row.time("expires_at"), records: [],
            timestamp: try row.optionalBlob("statement_sha256").map {
                FilingTimestamp(statementSHA256: $0, timedAt: try row.optionalTime("timed_at"))
            })
    }
}
