internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// The version of a holder that is good now; nil before the first, and when its account was erased.
    func verifiedHolder(_ reference: HolderReference, at authority: Authority) throws -> VerifiedHolder? {
        let (column, who) =
            switch reference {
            case .holder(let id): ("id", id)
            case .account(let id): ("account", id)
            }
        guard
            let row = try row(
                """
                SELECT holders.id AS id, account, version, facts, verified_at
                FROM holders JOIN holder_versions ON holder = holders.id
                WHERE holders.\(column) = ? AND authority = ? AND ended_at IS NULL ORDER BY version DESC LIMIT 1
                """, SQLValue(who), .text(authority.rawValue))
        else { return nil }
        let id = Identifier(stored: try row.text("id"))
        let account = Identifier(stored: try row.text("account"))
        let version = try row.integer("version")
        guard let key = try subjectKey(account.text) else { return nil }
        let facts = try key.open(try row.blob("facts"), at: SealedPlaces.holderFacts(id, version: version))
        guard let draft = DossierDraft(decoding: facts) else { throw StoreError.column("facts") }
        return VerifiedHolder(
            id: id, account: account, authority: authority, version: version, facts: draft,
            verifiedAt: try row.time("verified_at"))
    }

    /// Every version that an account was verified as at an authority, oldest first, and until when it was good; nil for the
    /// one that is.
    func holderVersions(
        of account: Identifier, at authority: Authority
    ) throws -> [(holder: VerifiedHolder, endedAt: WallTime?)] {
        guard let key = try subjectKey(account.text) else { return [] }
        return try rows(
            """
            SELECT holders.id AS id, version, facts, verified_at, ended_at
            FROM holders JOIN holder_versions ON holder = holders.id
            WHERE account = ? AND authority = ? ORDER BY holders.id, version
            """, SQLValue(account), .text(authority.rawValue)
        ).map { row in
            let (id, version) = (Identifier(stored: try row.text("id")), try row.integer("version"))
            let facts = try key.open(try row.blob("facts"), at: SealedPlaces.holderFacts(id, version: version))
            guard let draft = DossierDraft(decoding: facts) else { throw StoreError.column("facts") }
            let holder = VerifiedHolder(
                id: id, account: account, authority: authority, version: version, facts: draft,
                verifiedAt: try row.time("verified_at"))
            return (holder, try row.optionalTime("ended_at"))
        }
    }

    /// Whom an account is or is to be verified as at an authority; nil before it handed anything in there.
    func holder(of account: Identifier, at authority: Authority) throws -> Identifier? {
        try row(
            "SELECT id FROM holders WHERE account = ? AND authority = ?", SQLValue(account), .text(authority.rawValue)
        ).map { Identifier(stored: try $0.text("id")) }
    }

    /// The highest version that a holder ever had; 0 before the first.
    func holderVersion(_ holder: Identifier) throws -> Int64 {
        try row("SELECT max(version) AS version FROM holder_versions WHERE holder = ?", SQLValue(holder))?
            .optionalInteger("version") ?? 0
    }

    /// Whether a holder has a claim to this number already.
    func hasClaim(_ number: MobileNumber, of holder: Identifier, key: ServiceKey) throws -> Bool {
        try row(
            "SELECT 1 AS taken FROM mobile_claims WHERE holder = ? AND mobile_code = ?", SQLValue(holder),
            .blob(key.code(ofClaimed: number))) != nil
    }
}

extension Transaction {
    /// Whom an account is verified as at an authority; `id` becomes that holder's when there is none.
    func holder(
        of account: Identifier, at authority: Authority, kind: HolderKind, orMake id: Identifier
    ) throws -> Identifier {
        if let known = try holder(of: account, at: authority) { return known }
        try execute(
            "INSERT INTO holders (id, account, authority, kind, created_at) VALUES (?, ?, ?, ?, ?)", SQLValue(id),
            SQLValue(account), .text(authority.rawValue), .text(kind.rawValue), SQLValue(now))
        return id
    }

    /// Takes a number for a holder who is being verified, in the place of the one that they took before without being
    /// granted it. Throws `IdentityError.mobileClaimed` when it is another holder's.
    func claim(_ number: MobileNumber, at authority: Authority, for holder: Identifier, key: ServiceKey) throws {
        guard try !hasClaim(number, of: holder, key: key) else {
            try execute(
                "DELETE FROM mobile_claims WHERE holder = ? AND granted = 0 AND mobile_code <> ?", SQLValue(holder),
                .blob(key.code(ofClaimed: number)))
            return
        }
        try freeClaim(of: holder)
        let taken = try execute(
            """
            INSERT INTO mobile_claims (authority, mobile_code, holder, granted, taken_at) VALUES (?, ?, ?, 0, ?)
            ON CONFLICT (authority, mobile_code) DO NOTHING
            """,
            .text(authority.rawValue), .blob(key.code(ofClaimed: number)), SQLValue(holder), SQLValue(now))
        guard taken == 1 else { throw IdentityError.mobileClaimed }
    }

    /// Gives back the number that was taken and not granted.
    func freeClaim(of holder: Identifier) throws {
        try execute("DELETE FROM mobile_claims WHERE holder = ? AND granted = 0", SQLValue(holder))
    }

    /// Makes the next version of a holder good and the one before not any more, and grants them the number that they took.
    func verify(_ holder: VerifiedHolder, key: ServiceKey) throws {
        let personal = try makeSubjectKey(holder.account.text)
        try execute(
            "UPDATE holder_versions SET ended_at = ? WHERE holder = ? AND ended_at IS NULL",
            SQLValue(holder.verifiedAt),
            SQLValue(holder.id))
        try execute(
            """
            INSERT INTO holder_versions (holder, version, facts, document_code, verified_at) VALUES (?, ?, ?, ?, ?)
            """,
            SQLValue(holder.id), .integer(holder.version),
            .blob(
                try personal.seal(
                    holder.facts.encoded, at: SealedPlaces.holderFacts(holder.id, version: holder.version))),
            .blob(key.code(ofDocument: holder.facts[.documentKind], number: holder.facts[.documentNumber])),
            SQLValue(holder.verifiedAt))
        try execute(
            "UPDATE holders SET kind = ? WHERE id = ?", .text(holder.facts[.holderKind]), SQLValue(holder.id))
        let taken = try row(
            "SELECT 1 AS taken FROM mobile_claims WHERE holder = ? AND granted = 0", SQLValue(holder.id))
        // With the number of the version before there is nothing new to grant.
        guard taken != nil else { return }
        try execute("DELETE FROM mobile_claims WHERE holder = ? AND granted = 1", SQLValue(holder.id))
        try execute("UPDATE mobile_claims SET granted = 1 WHERE holder = ?", SQLValue(holder.id))
    }

    /// Moves the verification of an account whose own authority this is, where it may go there from where it is, and from
    /// nowhere else than `from` when that is said.
    func setVerification(
        _ state: VerificationState, of account: Identifier, at authority: Authority, from: VerificationState? = nil
    ) throws {
        guard
            let row = try row(
                "SELECT verification FROM accounts WHERE id = ? AND authority = ?", SQLValue(account),
                .text(authority.rawValue)),
            let before = VerificationState(rawValue: try row.text("verification")), before.mayBecome(state),
            from == nil || from == before
        else { return }
        try execute("UPDATE accounts SET verification = ? WHERE id = ?", .text(state.rawValue), SQLValue(account))
    }
}
