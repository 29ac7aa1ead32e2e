internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// All that an account ever consented to, in the order in which it did.
    func consents(of account: Identifier) throws -> [Consent] {
        try rows(
            "SELECT kind, wording, given_at, withdrawn_at FROM consents WHERE account = ? ORDER BY number",
            SQLValue(account)
        ).map { try Self.consent($0) }
    }

    /// What of that stands, and the last `count` with what was taken back, in the order in which they were given.
    func lastConsents(of account: Identifier, count: Int) throws -> [Consent] {
        try rows(
            """
            SELECT kind, wording, given_at, withdrawn_at FROM consents
            WHERE account = ? AND (withdrawn_at IS NULL
                OR number > (SELECT max(number) FROM consents WHERE account = ?) - ?) ORDER BY number
            """, SQLValue(account), SQLValue(account), SQLValue(count)
        ).map { try Self.consent($0) }
    }

    /// The consent of a kind that was not taken back, whatever its words; nil without one.
    func standingConsent(_ kind: ConsentKind, of account: Identifier) throws -> Consent? {
        try row(
            """
            SELECT kind, wording, given_at, withdrawn_at FROM consents
            WHERE account = ? AND kind = ? AND withdrawn_at IS NULL
            """, SQLValue(account), .text(kind.rawValue)
        ).map { try Self.consent($0) }
    }

    private static func consent(_ row: Row) throws -> Consent {
        guard let kind = ConsentKind(rawValue: try row.text("kind")) else { throw StoreError.column("kind") }
        return Consent(
            kind: kind, wording: try row.text("wording"), givenAt: try row.time("given_at"),
            withdrawnAt: try row.optionalTime("withdrawn_at"))
    }

    /// Throws `IdentityError.consentMissing` where a picture in `slot` rests on a consent that does not hold.
    func requireConsent(to slot: DocumentSlot, of account: Identifier) throws {
        guard let kind = slot.consent else { return }
        guard try standingConsent(kind, of: account)?.holds == true else {
            throw IdentityError.consentMissing(kind)
        }
    }
}

extension Transaction {
    /// Keeps a consent; one to other words that stood until now ends.
    func give(_ wording: ConsentWording, of account: Identifier) throws {
        _ = try withdrawConsent(wording.kind, of: account)
        try execute(
            """
            INSERT INTO consents (account, number, kind, wording, given_at)
            SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM consents WHERE account = ?
            """, SQLValue(account), .text(wording.kind.rawValue), .text(wording.version), SQLValue(now),
            SQLValue(account))
    }

    /// Ends the consent that stands; whether one did.
    func withdrawConsent(_ kind: ConsentKind, of account: Identifier) throws -> Bool {
        try execute(
            "UPDATE consents SET withdrawn_at = ? WHERE account = ? AND kind = ? AND withdrawn_at IS NULL",
            SQLValue(now), SQLValue(account), .text(kind.rawValue)) == 1
    }
}
