internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// The account that was imported for what an older system calls by this name; nil when none was.
    func importedAccount(_ reference: String, key: ServiceKey) throws -> Identifier? {
        try row(
            "SELECT account FROM imported_accounts WHERE reference_code = ?", .blob(key.code(ofImported: reference))
        ).map { Identifier(stored: try $0.text("account")) }
    }

    /// When an account was imported, and completed; nil for one that was not imported.
    func importTimes(of account: Identifier) throws -> (imported: WallTime, completed: WallTime?)? {
        try row("SELECT imported_at, completed_at FROM imported_accounts WHERE account = ?", SQLValue(account)).map {
            (try $0.time("imported_at"), try $0.optionalTime("completed_at"))
        }
    }

    /// Keyed codes of the numbers that were freed while an imported account was incomplete; none for every other account.
    func freedCodes(ofImported account: Identifier) throws -> [[UInt8]] {
        let codeBytes = 32
        let codes =
            try row("SELECT freed_mobile_codes FROM imported_accounts WHERE account = ?", SQLValue(account))?
            .blob("freed_mobile_codes") ?? []
        return stride(from: 0, to: codes.count, by: codeBytes).map { Array(codes[$0..<$0 + codeBytes]) }
    }

    /// The name of an institution that was said when its account was completed; nil for every other account.
    func institutionName(of account: Identifier) throws -> String? {
        guard let key = try subjectKey(account.text),
            let sealed = try row(
                "SELECT institution_name FROM imported_accounts WHERE account = ?", SQLValue(account))?
                .optionalBlob("institution_name")
        else { return nil }
        return String(decoding: try key.open(sealed, at: SealedPlaces.institutionName(account)), as: UTF8.self)
    }
}

extension Transaction {
    /// Adds an account that came from an older system; its owner has accepted no terms here yet. Throws
    /// `IdentityError.mobileTaken` and `userNameTaken`.
    func insertImported(_ account: Account, reference: String, key: ServiceKey) throws {
        try insert(account, key: key)
        try execute("UPDATE accounts SET terms_at = 0 WHERE id = ?", SQLValue(account.id))
        try execute(
            "INSERT INTO imported_accounts (account, reference_code, imported_at) VALUES (?, ?, ?)",
            SQLValue(account.id), .blob(key.code(ofImported: reference)), SQLValue(now))
    }

    /// Writes down that an imported account loses its number before it is complete, so that it never comes back with it.
    func keepFreed(_ mobile: MobileNumber, importedAs account: Identifier, key: ServiceKey) throws {
        let codes = try freedCodes(ofImported: account) + [key.code(ofFreed: mobile, importedAs: account)]
        try execute(
            "UPDATE imported_accounts SET freed_mobile_codes = ? WHERE account = ? AND completed_at IS NULL",
            .blob(codes.flatMap { $0 }), SQLValue(account))
    }

    /// Writes down that an imported account is complete: what kind it is, and the institution's name.
    func complete(_ account: Identifier, as accountClass: AccountClass, institution: InstitutionName?) throws {
        let personal = try makeSubjectKey(account.text)
        try execute(
            "UPDATE accounts SET class = ?, terms_at = ? WHERE id = ?", .text(accountClass.rawValue), SQLValue(now),
            SQLValue(account))
        try execute(
            """
            UPDATE imported_accounts SET completed_at = ?, freed_mobile_codes = x'', institution_name = ?
            WHERE account = ?
            """, SQLValue(now),
            SQLValue(
                try institution.map {
                    try personal.seal(Array($0.text.utf8), at: SealedPlaces.institutionName(account))
                }), SQLValue(account))
    }
}
