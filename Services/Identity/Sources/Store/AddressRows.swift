internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// An account's addresses, the oldest first.
    func addresses(of account: Identifier) throws -> [BookedAddress] {
        try rows(
            "SELECT id, lines, is_default, changed_at FROM addresses WHERE account = ? ORDER BY id LIMIT ?",
            SQLValue(account), SQLValue(AddressLines.Limits.addressesMax)
        ).map { try address($0, of: account) }
    }

    /// One of an account's addresses. Throws `IdentityError.addressNotFound`; another account's is not there.
    func address(_ id: Identifier, of account: Identifier) throws -> BookedAddress {
        guard
            let row = try row(
                "SELECT id, lines, is_default, changed_at FROM addresses WHERE account = ? AND id = ?",
                SQLValue(account), SQLValue(id))
        else { throw IdentityError.addressNotFound }
        return try address(row, of: account)
    }

    private func address(_ row: Row, of account: Identifier) throws -> BookedAddress {
        guard let key = try subjectKey(account.text) else { throw StoreError.subjectErased }
        let id = Identifier(stored: try row.text("id"))
        let plain = try key.open(try row.blob("lines"), at: SealedPlaces.address(id))
        guard let lines = AddressLines(decoding: plain) else { throw StoreError.column("lines") }
        return BookedAddress(
            id: id, lines: lines, isDefault: try row.boolean("is_default"), changedAt: try row.time("changed_at"))
    }
}

extension Transaction {
    /// Adds an address, or keeps what changed of one. A default one takes the place of the one before.
    func keep(_ address: BookedAddress, of account: Identifier) throws {
        if address.isDefault {
            try execute(
                "UPDATE addresses SET is_default = 0 WHERE account = ? AND is_default = 1 AND id <> ?",
                SQLValue(account), SQLValue(address.id))
        }
        let key = try makeSubjectKey(account.text)
        try execute(
            """
            INSERT INTO addresses (id, account, lines, is_default, changed_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                lines = excluded.lines, is_default = excluded.is_default, changed_at = excluded.changed_at
            """,
            SQLValue(address.id), SQLValue(account),
            .blob(try key.seal(address.lines.encoded, at: SealedPlaces.address(address.id))),
            SQLValue(address.isDefault), SQLValue(address.changedAt))
    }

    /// Removes an address; whether it was there.
    func removeAddress(_ id: Identifier, of account: Identifier) throws -> Bool {
        try execute("DELETE FROM addresses WHERE account = ? AND id = ?", SQLValue(account), SQLValue(id)) == 1
    }
}
