internal import MeshKernel
internal import MeshStore

/// Everything about an item that a check looks at.
struct CheckedItem: Sendable {
    let evidence: OpenedEvidence
    /// Where its bytes are; nil when only digests came.
    let blob: String?
    /// The account's data key.
    let key: SubjectKey
    let bundle: Bundle
    /// Whether its custody log is what was written.
    let hasCustody: Bool
}

/// An item whose check is due.
struct DueCheck: Sendable, Equatable {
    let item: Identifier
    let account: String
}

extension Snapshot {
    /// What a check of an item looks at; nil when it is not there or was erased.
    func checkedItem(
        _ item: Identifier, account: String, logKey: NoteKey, serviceKey: ServiceKey
    ) throws -> CheckedItem? {
        guard let evidence = try evidence(.id(item), account: account), let key = try subjectKey(account),
            let bundle = try bundle(of: .id(item), account: account, logKey: logKey, witnesses: .none)
        else { return nil }
        let custody = try custody(of: item, after: -1, count: 0, key: serviceKey)
        let blob = try row("SELECT blob FROM contents WHERE evidence = ?", SQLValue(item))?.text("blob")
        return CheckedItem(
            evidence: evidence, blob: blob, key: key, bundle: bundle, hasCustody: custody.brokenAt == nil)
    }

    /// Up to `count` items that were last checked at `before` or earlier, or never, the longest ago first.
    func dueChecks(before: WallTime, count: Int) throws -> [DueCheck] {
        try rows(
            "SELECT id, account FROM evidence WHERE checked_at <= ? ORDER BY checked_at LIMIT ?", SQLValue(before),
            SQLValue(count)
        ).map { DueCheck(item: Identifier(stored: try $0.text("id")), account: try $0.text("account")) }
    }
}

extension Transaction {
    /// The next check of an item is counted from `time`.
    func setChecked(_ item: Identifier, at time: WallTime) throws {
        try execute("UPDATE evidence SET checked_at = ? WHERE id = ?", SQLValue(time), SQLValue(item))
    }
}
