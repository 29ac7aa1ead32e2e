internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// An account's password; nil when it has none.
    func password(of account: Identifier) throws -> PasswordRecord? { try passwords(of: account, count: 1).first }

    /// Up to `count` of an account's last passwords, the newest and only good one first.
    func passwords(
        of account: Identifier, count: Int = Password.Limits.rememberedMax
    ) throws -> [PasswordRecord] {
        guard let key = try subjectKey(account.text) else { return [] }
        return try rows(
            "SELECT number, hash, set_at FROM passwords WHERE account = ? ORDER BY number DESC LIMIT ?",
            SQLValue(account), SQLValue(count)
        ).map { row in
            let place = SealedPlaces.password(account, number: try row.integer("number"))
            return PasswordRecord(
                encoded: String(decoding: try key.open(try row.blob("hash"), at: place), as: UTF8.self),
                setAt: try row.time("set_at"))
        }
    }
}

extension Transaction {
    /// Sets an account's password and forgets those that may be taken again.
    func set(_ password: PasswordRecord, of account: Identifier) throws {
        let key = try makeSubjectKey(account.text)
        let number =
            try row("SELECT max(number) AS last FROM passwords WHERE account = ?", SQLValue(account))?
            .optionalInteger("last").map { $0 + 1 } ?? 1
        let sealed = try key.seal(Array(password.encoded.utf8), at: SealedPlaces.password(account, number: number))
        try execute(
            "INSERT INTO passwords (account, number, hash, set_at) VALUES (?, ?, ?, ?)", SQLValue(account),
            .integer(number), .blob(sealed), SQLValue(password.setAt))
        try execute(
            "DELETE FROM passwords WHERE account = ? AND number <= ?", SQLValue(account),
            .integer(number - Int64(Password.Limits.rememberedMax)))
    }
}
