internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Takes a number from the account that has it, from right holders, their dossiers with staff, and from what waits to go
    /// there. The account stands without a number until its owner names another.
    func free(_ mobile: MobileNumber, key: ServiceKey) throws -> FreedMobile {
        let owner = try account(named: .mobile(mobile), key: key)
        var holders: [Identifier: [Identifier]] = [:]
        for row in try rows(
            """
            DELETE FROM mobile_claims WHERE mobile_code = ?
            RETURNING holder, (SELECT account FROM holders WHERE holders.id = holder) AS account
            """, .blob(key.code(ofClaimed: mobile)))
        {
            holders[Identifier(stored: try row.text("account")), default: []].append(
                Identifier(stored: try row.text("holder")))
        }
        holders = holders.mapValues { $0.sorted() }
        for account in holders.keys.sorted() { try forget(mobile, of: account) }
        if let owner {
            let personal = try makeSubjectKey(owner.id.text)
            try execute(
                "UPDATE accounts SET mobile = ?, mobile_code = ? WHERE id = ?",
                .blob(try personal.seal([], at: SealedPlaces.mobile(owner.id))), .blob(key.code(ofFreed: owner.id)),
                SQLValue(owner.id))
            try keepFreed(mobile, importedAs: owner.id, key: key)
        }
        // Invitations and codes went to whoever had it.
        let invitations = try rows(
            "DELETE FROM invitations WHERE mobile_code = ? RETURNING id, institution",
            .blob(key.code(ofInvited: mobile))
        ).map { row in
            FreedMobile.CancelledInvitation(
                id: Identifier(stored: try row.text("id")),
                institution: Identifier(stored: try row.text("institution")))
        }.sorted { $0.id < $1.id }
        let recipient = CodeRecipient.mobile(mobile)
        for place in [nil, owner?.id.text].map({ key.code(ofRecipient: recipient.key(boundTo: $0)) }) {
            try execute("DELETE FROM codes WHERE recipient = ?", .blob(place))
            try execute("DELETE FROM code_tries WHERE recipient = ?", .blob(place))
        }
        try execute("DELETE FROM code_letters WHERE recipient = ?", .blob(key.code(ofRecipient: recipient.key)))
        return FreedMobile(owner: owner?.id, holders: holders, invitations: invitations)
    }

    /// Takes a number out of what an account's right holders were verified with, and of its dossiers with staff.
    private func forget(_ mobile: MobileNumber, of account: Identifier) throws {
        let personal = try makeSubjectKey(account.text)
        for row in try rows(
            """
            SELECT holder, version, facts FROM holder_versions JOIN holders ON holders.id = holder
            WHERE account = ? AND ended_at IS NULL
            """, SQLValue(account))
        {
            let version = try row.integer("version")
            let place = SealedPlaces.holderFacts(Identifier(stored: try row.text("holder")), version: version)
            guard var facts = DossierDraft(decoding: try personal.open(try row.blob("facts"), at: place)) else {
                throw StoreError.column("facts")
            }
            guard facts[.mobile] == mobile.text else { continue }
            facts[.mobile] = ""
            try execute(
                "UPDATE holder_versions SET facts = ? WHERE holder = ? AND version = ?",
                .blob(try personal.seal(facts.encoded, at: place)), .text(try row.text("holder")), .integer(version))
        }
        try moveDossiers(of: account, from: mobile.text, to: "")
    }
}
