internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// An account's addresses, the oldest first.
    func addresses(of account: Identifier) async throws -> [BookedAddress] {
        try await store.read { try $0.addresses(of: account) }
    }

    /// One of an account's addresses; another account's is not there.
    func address(_ text: String, of account: Identifier) async throws -> BookedAddress {
        let id = try Self.addressIdentifier(text)
        return try await store.read { try $0.address(id, of: account) }
    }

    /// Adds an address; the only one is the default. Returns the answer's bytes: the first call's when this one repeats
    /// it.
    func addAddress(
        _ lines: AddressLines, isDefault: Bool, of account: Identifier, from origin: CallOrigin,
        call: IdempotentRequest,
        answer: @escaping @Sendable (BookedAddress) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let lines = try lines.checked()
        let id = identifiers.next(.address)
        return try await store.once(call) { transaction in
            try transaction.requireActive(account)
            let there = try transaction.addresses(of: account).count
            guard there < AddressLines.Limits.addressesMax else {
                throw IdentityError.addressesFull(maximum: AddressLines.Limits.addressesMax)
            }
            let address = BookedAddress(
                id: id, lines: lines, isDefault: isDefault || there == 0, changedAt: transaction.now)
            try keep(address, as: .addressAdded, of: account, from: origin, in: transaction)
            return SavedAnswer(status: 0, body: answer(address))
        }.body
    }

    /// Puts other lines in the place of an address's; the same ones change nothing.
    func changeAddress(
        _ text: String, _ lines: AddressLines, of account: Identifier, from origin: CallOrigin
    ) async throws -> BookedAddress {
        let id = try Self.addressIdentifier(text)
        let lines = try lines.checked()
        return try await store.write { transaction in
            try transaction.requireActive(account)
            var address = try transaction.address(id, of: account)
            guard address.lines != lines else { return address }
            address.lines = lines
            address.changedAt = transaction.now
            try keep(address, as: .addressChanged, of: account, from: origin, in: transaction)
            return address
        }
    }

    /// Makes an address the default in the place of the one before.
    func setDefaultAddress(
        _ text: String, of account: Identifier, from origin: CallOrigin
    ) async throws -> BookedAddress {
        let id = try Self.addressIdentifier(text)
        return try await store.write { transaction in
            try transaction.requireActive(account)
            var address = try transaction.address(id, of: account)
            guard !address.isDefault else { return address }
            address.isDefault = true
            try keep(address, as: .addressChanged, of: account, from: origin, in: transaction)
            return address
        }
    }

    /// Removes an address; one that is not there stays so.
    func removeAddress(_ text: String, of account: Identifier, from origin: CallOrigin) async throws {
        let id = try Self.addressIdentifier(text)
        try await store.write { [key] transaction in
            guard try transaction.removeAddress(id, of: account) else { return }
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: account.text, actor: origin.actor(for: account),
                    action: .addressRemoved,
                    object: id.text), key: key)
        }
    }

    private func keep(
        _ address: BookedAddress, as action: AuditAction, of account: Identifier, from origin: CallOrigin,
        in transaction: Transaction
    ) throws {
        try transaction.keep(address, of: account)
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: account.text, actor: origin.actor(for: account), action: action,
                object: address.id.text), key: key)
    }

    private static func addressIdentifier(_ text: String) throws(IdentityError) -> Identifier {
        guard let id = Identifier(text, kind: .address) else { throw .invalidAddressID }
        return id
    }
}

extension Snapshot {
    /// Throws `IdentityError.accountNotFound` unless the account can be signed in to.
    func requireActive(_ account: Identifier) throws {
        guard try self.account(account)?.state == .active else { throw IdentityError.accountNotFound }
    }
}
