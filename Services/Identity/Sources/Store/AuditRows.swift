internal import MeshKernel
internal import MeshStore

/// The audit is not what was written, or is incomplete.
struct AuditBroken: Error, Sendable, Equatable {
    /// The first record that is not what was written; the count of records when the end is missing.
    let position: Int64
}

extension Transaction {
    /// Writes down what was done. Throws `AuditBroken` when the chain ends otherwise than was written: a record after it
    /// would hide that.
    func audit(_ record: AuditRecord, key: ServiceKey) throws {
        guard let head = try row("SELECT records, seal FROM audit_head WHERE only = 0") else {
            throw AuditBroken(position: 0)
        }
        let position = try head.integer("records")
        let last = try row("SELECT hash FROM audit WHERE position = ?", .integer(position - 1))?.blob("hash")
        guard (last == nil) == (position == 0),
            try head.optionalBlob("seal") == last.map({ key.auditSeal(records: position, last: $0) })
        else { throw AuditBroken(position: position) }
        let hash = key.auditHash(of: record.encoded, at: position, after: last ?? AuditRecord.noRecord)
        try execute(
            "INSERT INTO audit (position, at, account, actor, action, object, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            .integer(position), SQLValue(record.at), .text(record.account), .text(record.actor),
            .text(record.action.rawValue), .text(record.object), .blob(hash))
        try execute(
            "UPDATE audit_head SET records = ?, seal = ? WHERE only = 0", .integer(position + 1),
            .blob(key.auditSeal(records: position + 1, last: hash)))
    }
}

extension Snapshot {
    /// What was done to an account, oldest first.
    func audit(of account: Identifier, count: Int) throws -> [AuditRecord] {
        try rows(
            "SELECT at, account, actor, action, object FROM audit WHERE account = ? ORDER BY position LIMIT ?",
            SQLValue(account), SQLValue(count)
        ).map { try AuditRecord($0) }
    }

    /// Up to `count` records of an account after a position, oldest first.
    func audit(
        of account: Identifier, after position: Int64, count: Int
    ) throws -> [(position: Int64, record: AuditRecord)] {
        try rows(
            """
            SELECT position, at, account, actor, action, object FROM audit WHERE account = ? AND position > ?
            ORDER BY position LIMIT ?
            """, SQLValue(account), .integer(position), SQLValue(count)
        ).map { (try $0.integer("position"), try AuditRecord($0)) }
    }

    /// Whether this was done to an account since `begin`.
    func wasDone(_ action: AuditAction, to account: Identifier, since begin: WallTime) throws -> Bool {
        try row(
            "SELECT 1 AS found FROM audit WHERE account = ? AND action = ? AND at > ? LIMIT 1", SQLValue(account),
            .text(action.rawValue), SQLValue(begin)) != nil
    }

    /// Follows the chain from where `trail` ends by up to `count` records: the longer trail, and whether that is all of it.
    /// Throws `AuditBroken` at the first that is not what was written.
    func follow(_ trail: AuditTrail, count: Int, key: ServiceKey) throws -> (trail: AuditTrail, isWhole: Bool) {
        var position = trail.records
        var last = trail.last
        try forEachRow(
            """
            SELECT position, at, account, actor, action, object, hash FROM audit WHERE position >= ?
            ORDER BY position LIMIT ?
            """, [.integer(position), SQLValue(count)]
        ) { row in
            let hash = try row.blob("hash")
            let encoded = try? AuditRecord(row).encoded
            guard try row.integer("position") == position, let encoded,
                key.auditHash(of: encoded, at: position, after: last) == hash
            else { throw AuditBroken(position: position) }
            last = hash
            position += 1
            return true
        }
        let followed = AuditTrail(records: position, last: last)
        guard position - trail.records < Int64(count) else { return (followed, false) }
        let head = try row("SELECT records, seal FROM audit_head WHERE only = 0")
        guard try head?.integer("records") == position,
            try head?.optionalBlob("seal") == (position == 0 ? nil : key.auditSeal(records: position, last: last))
        else { throw AuditBroken(position: position) }
        return (followed, true)
    }

    /// Up to `count` records before a position, the newest first: of one account, or of all when it is nil.
    func audit(of account: Identifier?, before position: Int64, count: Int) throws -> [StoredAuditRecord] {
        if let account {
            return try rows(
                """
                SELECT position, at, account, actor, action, object FROM audit WHERE account = ? AND position < ?
                ORDER BY position DESC LIMIT ?
                """, SQLValue(account), .integer(position), SQLValue(count)
            ).map { try StoredAuditRecord($0) }
        }
        return try rows(
            """
            SELECT position, at, account, actor, action, object FROM audit WHERE position < ?
            ORDER BY position DESC LIMIT ?
            """, .integer(position), SQLValue(count)
        ).map { try StoredAuditRecord($0) }
    }

    /// What stands in a place of the audit; nil when nothing does.
    func auditRecord(at position: Int64) throws -> StoredAuditRecord? {
        try row(
            "SELECT position, at, account, actor, action, object FROM audit WHERE position = ?", .integer(position)
        ).map { try StoredAuditRecord($0) }
    }
}

/// How far the chain was followed.
struct AuditTrail: Sendable {
    /// Records that are what was written.
    var records: Int64 = 0
    /// The code of the last of them.
    var last = AuditRecord.noRecord
}

extension StoredAuditRecord {
    fileprivate init(_ row: Row) throws {
        self.init(
            position: try row.integer("position"), at: try row.time("at"), account: try row.text("account"),
            actor: try row.text("actor"), action: try row.text("action"), object: try row.text("object"))
    }
}

extension AuditRecord {
    fileprivate init(_ row: Row) throws {
        guard let action = AuditAction(rawValue: try row.text("action")) else { throw StoreError.column("action") }
        self.init(
            at: try row.time("at"), account: try row.text("account"), actor: try row.text("actor"), action: action,
            object: try row.text("object"))
    }
}
