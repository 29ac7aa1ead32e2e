internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Moves what an account's right holders have of its number to the one that takes its place: their claims, the number
    /// that they are reached at, and the number of dossiers that are with staff. Throws `IdentityError.mobileClaimed` when
    /// the new number verifies another holder at one of their authorities.
    func moveHolders(
        of account: Identifier, from old: MobileNumber, to new: MobileNumber, key: ServiceKey
    ) throws {
        try moveClaims(of: account, from: old, to: new, key: key)
        // After the number of before was freed there is no claim to move.
        if old.text.isEmpty { try renewClaims(of: account, to: new, key: key) }
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
            guard facts[.mobile] == old.text else { continue }
            facts[.mobile] = new.text
            try execute(
                "UPDATE holder_versions SET facts = ? WHERE holder = ? AND version = ?",
                .blob(try personal.seal(facts.encoded, at: place)), .text(try row.text("holder")), .integer(version))
        }
        // A dossier whose number was freed is corrected, with a code to the number that its applicant names.
        guard !old.text.isEmpty else { return }
        try moveDossiers(of: account, from: old.text, to: new.text)
    }

    /// Claims a number for those of an account's right holders who stand without one. Throws
    /// `IdentityError.mobileClaimed` when it verifies another holder at one of their authorities.
    private func renewClaims(of account: Identifier, to new: MobileNumber, key: ServiceKey) throws {
        for authority in Authority.allCases {
            guard let holder = try verifiedHolder(.account(account), at: authority), holder.facts[.mobile].isEmpty
            else {
                continue
            }
            let taken = try execute(
                """
                INSERT INTO mobile_claims (authority, mobile_code, holder, granted, taken_at) VALUES (?, ?, ?, 1, ?)
                ON CONFLICT (authority, mobile_code) DO UPDATE SET granted = 1 WHERE holder = excluded.holder
                """, .text(authority.rawValue), .blob(key.code(ofClaimed: new)), SQLValue(holder.id), SQLValue(now))
            guard taken == 1 else { throw IdentityError.mobileClaimed }
        }
    }

    private func moveClaims(
        of account: Identifier, from old: MobileNumber, to new: MobileNumber, key: ServiceKey
    ) throws {
        let code = SQLValue.blob(key.code(ofClaimed: new))
        for row in try rows(
            """
            SELECT mobile_claims.authority AS authority, holder, granted
            FROM mobile_claims JOIN holders ON holders.id = holder WHERE account = ? AND mobile_code = ?
            """, SQLValue(account), .blob(key.code(ofClaimed: old)))
        {
            let authority = SQLValue.text(try row.text("authority"))
            let holder = try row.text("holder")
            let granted = try row.integer("granted")
            let there = try self.row(
                "SELECT holder, granted FROM mobile_claims WHERE authority = ? AND mobile_code = ?", authority, code)
            if let there {
                guard try there.text("holder") == holder else { throw IdentityError.mobileClaimed }
                // The holder has both: one of them was granted, and that is what stays.
                try execute(
                    "DELETE FROM mobile_claims WHERE authority = ? AND holder = ? AND granted = 0", authority,
                    .text(holder))
                guard granted == 1 else { continue }
            }
            try execute(
                "UPDATE mobile_claims SET mobile_code = ?, taken_at = ? WHERE authority = ? AND holder = ? AND granted = ?",
                code, SQLValue(now), authority, .text(holder), .integer(granted))
        }
    }
}
