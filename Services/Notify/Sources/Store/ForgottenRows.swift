internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Forgets an account: destroys its data key, gives up what was not sent yet, removes where it is reached, what it
    /// wanted and its webhooks. Identifiers, states and times stay. One that was forgotten stays as it is.
    func forget(_ account: String) throws {
        // All of this was one commit, and nothing comes after it.
        guard try !isForgotten(account) else { return }
        try destroySubjectKey(account)
        try giveUpMessages(of: account)
        try execute(
            "DELETE FROM webhook_secrets WHERE webhook IN (SELECT id FROM webhooks WHERE account = ?)", .text(account))
        for table in ["webhooks", "contacts", "mutes", "preferences", "inbox_counts", "dedicated_advisers"] {
            try execute("DELETE FROM \(table) WHERE account = ?", .text(account))
        }
    }

    /// Ends what an erased account was not told yet. Whoever has one of these messages in hand finds none any more and
    /// ends its job.
    private func giveUpMessages(of account: String) throws {
        // As the index of accounts has it.
        let theirs = "account = ? AND account <> ''"
        try execute(
            """
            UPDATE attempts SET ended_at = ?, outcome = 'unanswered', reason = 'the account was erased'
            WHERE ended_at IS NULL
                AND message IN (SELECT id FROM messages WHERE \(theirs) AND state = 'attempted')
            """, SQLValue(now), .text(account))
        // What a provider has in its hands may get there.
        try execute("UPDATE messages SET state = 'unknown' WHERE \(theirs) AND state = 'attempted'", .text(account))
        try execute(
            """
            UPDATE messages SET state = 'undelivered', cause = 'erased'
            WHERE \(theirs) AND state IN ('accepted', 'queued')
            """, .text(account))
        try execute(
            "DELETE FROM dead_letters WHERE message IN (SELECT id FROM messages WHERE \(theirs))", .text(account))
        // The service's own key makes these codes: they would still tell whether a number was this account's.
        try execute(
            """
            UPDATE messages SET address_code = zeroblob(32), deduplication = randomblob(32)
            WHERE \(theirs) AND channel IN ('sms', 'email')
            """, .text(account))
    }
}

extension Snapshot {
    /// Throws `StoreError.subjectErased` for an account that was forgotten.
    func requireKnowable(_ account: String) throws {
        guard try !isForgotten(account) else { throw StoreError.subjectErased }
    }

    fileprivate func isForgotten(_ account: String) throws -> Bool {
        try row("SELECT 1 AS found FROM subject_keys WHERE subject = ? AND wrapped IS NULL", .text(account)) != nil
    }
}
