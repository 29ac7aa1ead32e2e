internal import MeshKernel
internal import MeshStore

/// What evidence is to do for accounts that were erased: a job each.
enum ErasureJobs {
    static let kind = "erasure"
}

extension Snapshot {
    /// The erasure of an account; nil when it was not erased.
    func erasure(of account: Identifier) throws -> SubjectErasure? {
        try row(
            """
            SELECT erased_at, forgotten, unsealed,
                emptied AND NOT EXISTS (SELECT 1 FROM former_contacts WHERE account = erasures.account) AS emptied
            FROM erasures WHERE account = ?
            """, SQLValue(account)
        ).map { row in
            SubjectErasure(
                account: account, erasedAt: try row.time("erased_at"), isForgotten: try row.boolean("forgotten"),
                isUnsealed: try row.boolean("unsealed"), isEmptied: try row.boolean("emptied"))
        }
    }

    /// Up to `count` accounts that were erased and of which something may be left beside the rows.
    func erasuresInLog(count: Int) throws -> [Identifier] {
        try rows("SELECT account FROM erasures WHERE emptied = 0 ORDER BY account LIMIT ?", SQLValue(count)).map {
            Identifier(stored: try $0.text("account"))
        }
    }
}

extension Transaction {
    /// Removes what is personal of an account, and what finds it, and destroys its data key; identifiers, states and times
    /// stay, as statute and other accounts' histories need them. Returns the sealed files that are to be destroyed now.
    func erase(_ account: Account, key: ServiceKey) throws -> [String] {
        let id = SQLValue(account.id)
        var files: [String] = []
        for row in try rows("SELECT id FROM dossiers WHERE account = ?", id) {
            files += try removeDocuments(of: Identifier(stored: try row.text("id"))) { _ in true }
        }
        try endThreeFactors(of: account.id)
        files += try eraseMandates(of: account.id)
        let nothing = SQLValue.blob([])
        try execute(
            """
            UPDATE dossiers SET fields = ?, named = '', reason = NULL, confirmed_email = NULL,
                state = CASE WHEN state IN ('draft', 'in_review', 'correction_due') THEN 'withdrawn' ELSE state END
            WHERE account = ?
            """, nothing, id)
        try execute(
            "DELETE FROM mobile_claims WHERE holder IN (SELECT id FROM holders WHERE account = ?)", id)
        // The code of a document would still tell whether somebody's number was verified here.
        try execute(
            """
            UPDATE holder_versions SET facts = ?, document_code = ?, ended_at = coalesce(ended_at, ?)
            WHERE holder IN (SELECT id FROM holders WHERE account = ?)
            """, nothing, .blob([UInt8](repeating: 0, count: 32)), SQLValue(now), id)
        for table in [
            "passwords", "profiles", "addresses", "third_party_links", "third_party_flows", "sessions", "known_devices",
        ] {
            try execute("DELETE FROM \(table) WHERE account = ?", id)
        }
        try execute(
            "UPDATE imported_accounts SET institution_name = NULL, freed_mobile_codes = x'' WHERE account = ?", id)
        let recipients: [CodeRecipient] = [.mobile(account.mobile)] + (account.email.map { [.email($0)] } ?? [])
        // Codes on their way find no letter then, and are over.
        try execute("DELETE FROM code_letters WHERE owner = ?", .text(account.id.text))
        for recipient in recipients {
            try execute(
                "DELETE FROM code_letters WHERE recipient = ?", .blob(key.code(ofRecipient: recipient.key)))
            for owner in [nil, account.id.text] {
                try execute(
                    "DELETE FROM codes WHERE recipient = ?",
                    .blob(key.code(ofRecipient: recipient.key(boundTo: owner))))
                try execute(
                    "DELETE FROM code_tries WHERE recipient = ?",
                    .blob(key.code(ofRecipient: recipient.key(boundTo: owner))))
            }
        }
        for who in [account.id.text, ConfirmedPassword.who(account.id)] + account.loginNames.map(\.key) {
            try execute(
                "DELETE FROM throttles WHERE kind = 'account' AND subject = ?",
                .blob(key.code(of: .account, who: who, source: "")))
        }
        try execute(
            """
            UPDATE accounts SET state = 'erased', user_name = NULL, user_name_code = NULL, mobile = NULL,
                mobile_code = NULL, email = NULL, email_code = NULL
            WHERE id = ?
            """, id)
        try execute(
            "INSERT INTO erasures (account, erased_at, forgotten, unsealed) VALUES (?, ?, 0, 0)", id, SQLValue(now))
        try destroySubjectKey(account.id.text)
        try enqueue(Job(kind: ErasureJobs.kind, reference: account.id.text, payload: []))
        return files
    }

    /// Writes down that notify has forgotten an account; nothing for one that was not erased.
    func setForgotten(_ account: Identifier) throws {
        try execute("UPDATE erasures SET forgotten = 1 WHERE account = ?", SQLValue(account))
    }

    /// Writes down that nothing of an account is left beside the rows: in saved answers, and in the write-ahead log.
    func setEmptied(_ account: Identifier) throws {
        try execute("UPDATE erasures SET emptied = 1 WHERE account = ?", SQLValue(account))
    }

    /// Writes down that evidence has done its part.
    func setUnsealed(_ account: Identifier) throws {
        try execute("UPDATE erasures SET unsealed = 1 WHERE account = ?", SQLValue(account))
    }
}
