internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// Where an account was reached before, to be told so; nil when it was told.
    func formerContact(_ reference: String, key: ServiceKey) throws -> CodeRecipient? {
        guard let row = try row("SELECT contact FROM former_contacts WHERE reference = ?", .text(reference)) else {
            return nil
        }
        let text = String(
            decoding: try key.open(try row.blob("contact"), at: SealedPlaces.formerContact(reference)), as: UTF8.self)
        return text.contains("@") ? .email(EmailAddress(stored: text)) : .mobile(MobileNumber(stored: text))
    }

    /// Whether there is still somebody to be told where an account was reached before.
    func hasFormerContacts(of account: Identifier) throws -> Bool {
        try row("SELECT 1 AS found FROM former_contacts WHERE account = ? LIMIT 1", SQLValue(account)) != nil
    }
}

extension Transaction {
    /// Has a number or an address that is an account's no more told what happened.
    func put(_ errand: AccountErrand, to former: CodeRecipient, reference: String, key: ServiceKey) throws {
        try execute(
            "INSERT INTO former_contacts (reference, contact, at, account) VALUES (?, ?, ?, ?)", .text(reference),
            .blob(try key.seal(Array(former.address.utf8), at: SealedPlaces.formerContact(reference))), SQLValue(now),
            SQLValue(errand.account))
        try put(errand, reference: reference)
    }

    /// Forgets where an account was reached before: it was told, or cannot be.
    func removeFormerContact(_ reference: String) throws {
        try execute("DELETE FROM former_contacts WHERE reference = ?", .text(reference))
    }

    /// Forgets up to `count` that could not be told within a day, for an erased account is not to be known for longer; how
    /// many. Their errands find nothing to tell then and are over.
    func sweepFormerContacts(count: Int) throws -> Int {
        let hour: Int64 = 3_600
        return try execute(
            """
            DELETE FROM former_contacts WHERE reference IN
                (SELECT reference FROM former_contacts WHERE at <= ? ORDER BY at LIMIT ?)
            """, SQLValue(now.advanced(by: .seconds(-Limits.formerContactHours * hour))), SQLValue(count))
    }
}
