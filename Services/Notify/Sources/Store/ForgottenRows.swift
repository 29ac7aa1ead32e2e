internal import MeshKernel
internal import MeshStore

/// Messages that were sent to where an account is or was reached without naming it, as codes are.
struct BareMessages: Sendable {
    /// Those to be emptied.
    let ids: [String]
    /// Whether another one is still to tell somebody of the erasure.
    let isAwaited: Bool
    /// The message to go on after; nil when all were looked at.
    let last: String?
}

extension Transaction {
    /// Forgets an account: destroys its data key, gives up what was not sent yet, removes where it is reached, what
    /// it wanted, its webhooks, and its name where it was an adviser's; and empties what has come since the message
    /// `after` to where it is or was reached without naming it. Identifiers, states and times stay. One that was
    /// forgotten stays as it is. Throws `NotifyError.farewellAwaited` while somebody is still to be told of the
    /// erasure.
    func forget(_ account: String, after: String, key: ServiceKey) throws {
        // All of this was one commit, and nothing comes after it.
        guard try !isForgotten(account) else { return }
        var last: String? = after
        while let row = last { last = try forgetMessages(around: account, after: row, before: nil, key: key).last }
        try destroySubjectKey(account)
        try giveUpMessages(of: account)
        try forgetAdviser(account)
        try execute(
            "DELETE FROM webhook_secrets WHERE webhook IN (SELECT id FROM webhooks WHERE account = ?)", .text(account))
        for table in [
            "webhooks", "contacts", "former_contacts", "mutes", "preferences", "inbox_counts", "dedicated_advisers",
        ] {
            try execute("DELETE FROM \(table) WHERE account = ?", .text(account))
        }
    }

    /// Empties those that `bareMessages` finds, and returns them: the service's own key seals them, which stays. Throws
    /// `NotifyError.farewellAwaited` while one of them is still to tell somebody of the erasure.
    @discardableResult
    func forgetMessages(
        around account: String, after: String, before: String?, key: ServiceKey
    ) throws -> BareMessages {
        let found = try bareMessages(around: account, after: after, before: before, key: key)
        guard !found.isAwaited else { throw NotifyError.farewellAwaited }
        guard !found.ids.isEmpty else { return found }
        let ids = found.ids.map { SQLValue.text($0) }
        let theirs = "id IN (\(Self.marks(ids.count)))"
        try end(theirs, ids)
        try execute(
            """
            UPDATE messages SET address = zeroblob(0), title = zeroblob(0), content = zeroblob(0),
                address_code = zeroblob(32), deduplication = randomblob(32)
            WHERE \(theirs)
            """, ids)
        return found
    }

    /// Ends what an erased account was not told yet. Whoever has one of these messages in hand finds none any more and
    /// ends its job.
    private func giveUpMessages(of account: String) throws {
        // As the index of accounts has it.
        let theirs = "account = ? AND account <> ''"
        try end(theirs, [.text(account)])
        // The service's own key makes these codes: they would still tell whether a number was this account's.
        try execute(
            """
            UPDATE messages SET address_code = zeroblob(32), deduplication = randomblob(32)
            WHERE \(theirs) AND channel IN ('sms', 'email')
            """, .text(account))
    }
}

extension Transaction {
    /// Ends the messages of which `theirs` says that they are.
    private func end(_ theirs: String, _ arguments: [SQLValue]) throws {
        try execute(
            """
            UPDATE attempts SET ended_at = ?, outcome = 'unanswered', reason = 'the account was erased'
            WHERE ended_at IS NULL
                AND message IN (SELECT id FROM messages WHERE \(theirs) AND state = 'attempted')
            """, [SQLValue(now)] + arguments)
        // What a provider has in its hands may get there.
        try execute("UPDATE messages SET state = 'unknown' WHERE \(theirs) AND state = 'attempted'", arguments)
        try execute(
            """
            UPDATE messages SET state = 'undelivered', cause = 'erased'
            WHERE \(theirs) AND state IN ('accepted', 'queued')
            """, arguments)
        try execute(
            "DELETE FROM dead_letters WHERE message IN (SELECT id FROM messages WHERE \(theirs))", arguments)
    }
}

extension Snapshot {
    /// The bare messages to where an account is or was reached among the next ones, a bounded number, after the
    /// message `after`, and before `before` where there is one. What came to a former place later than what tells it
    /// of its loss is whoever's who has it now. What tells of somebody's safety and has not gone out is awaited, for
    /// the hours in which `identity` tries to hand it over.
    func bareMessages(
        around account: String, after: String, before: String?, key: ServiceKey
    ) throws -> BareMessages {
        let none = BareMessages(ids: [], isAwaited: false, last: nil)
        let addresses = try knownAddresses(of: account)
        let isFormer = "SELECT 1 AS found FROM former_contacts WHERE former_contacts.account = ?"
        guard try !addresses.isEmpty || row("\(isFormer) LIMIT 1", .text(account)) != nil else { return none }
        let bound = before.map { [SQLValue.text($0)] } ?? []
        let last = try row(
            """
            SELECT MAX(id) AS last FROM
                (SELECT id FROM messages WHERE id > ? \(bound.isEmpty ? "" : "AND id < ?") ORDER BY id LIMIT ?)
            """, [.text(after)] + bound + [SQLValue(Limits.forgottenScanRows)])?.optionalText("last")
        guard let last else { return none }
        let codes = addresses.map { SQLValue.blob(key.code(of: $0)) }
        let isHere = codes.isEmpty ? "" : "address_code IN (\(Self.marks(codes.count))) OR"
        let earliest = now.advanced(by: .seconds(-3_600 * Limits.farewellHours))
        let found = try rows(
            """
            SELECT id, (template = ? AND state IN ('accepted', 'queued', 'attempted') AND accepted_at > ?) AS awaited
            FROM messages
            WHERE id > ? AND id <= ? AND account = '' AND (\(isHere)
                EXISTS (\(isFormer) AND code = address_code AND accepted_at <= replaced_at + ?))
            """,
            [.text(TemplateName.security.rawValue), SQLValue(earliest), .text(after), .text(last)] + codes
                + [.text(account), .integer(3_600_000 * Limits.formerContactHours)]
        ).map { (id: try $0.text("id"), isAwaited: try $0.integer("awaited") != 0) }
        return BareMessages(
            ids: found.filter { !$0.isAwaited }.map(\.id), isAwaited: found.contains(where: \.isAwaited), last: last)
    }

    /// Throws `StoreError.subjectErased` for an account that was forgotten.
    func requireKnowable(_ account: String) throws {
        guard try !isForgotten(account) else { throw StoreError.subjectErased }
    }

    /// Where an account is reached; nowhere once it was forgotten.
    func knownAddresses(of account: String) throws -> [Address] {
        guard try !isForgotten(account) else { return [] }
        return try [Channel.sms, .email].compactMap { try contact(of: account, over: $0) }
    }

    fileprivate static func marks(_ count: Int) -> String {
        Array(repeating: "?", count: count).joined(separator: ", ")
    }

    fileprivate func isForgotten(_ account: String) throws -> Bool {
        try row("SELECT 1 AS found FROM subject_keys WHERE subject = ? AND wrapped IS NULL", .text(account)) != nil
    }
}
