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

    /// Follows the whole chain; the number of records. Throws `AuditBroken` at the first that is not what was written.
    func checkAudit(key: ServiceKey) throws -> Int64 {
        var position: Int64 = 0
        var last = AuditRecord.noRecord
        try forEachRow(
            "SELECT position, at, account, actor, action, object, hash FROM audit ORDER BY position", []
        ) { row in
            let hash = try row.blob("hash")
            guard try row.integer("position") == position,
                key.auditHash(of: try AuditRecord(row).encoded, at: position, after: last) == hash
            else { throw AuditBroken(position: position) }
            last = hash
            position += 1
            return true
        }
        let head = try row("SELECT records, seal FROM audit_head WHERE only = 0")
        guard try head?.integer("records") == position,
            try head?.optionalBlob("seal") == (position == 0 ? nil : key.auditSeal(records: position, last: last))
        else { throw AuditBroken(position: position) }
        return position
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
