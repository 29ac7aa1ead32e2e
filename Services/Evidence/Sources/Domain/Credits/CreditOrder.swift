package import MeshKernel

/// An order as it was said, before anything was checked.
package struct CreditOrder: Sendable, Equatable {
    /// Identifier of the account.
    package var account: String
    /// Empty for our own.
    package var supplier: String
    /// Credits.
    package var quantity: UInt64
    /// 订购时间; nil for now.
    package var orderedAt: WallTime?

    package init(account: String, supplier: String, quantity: UInt64, orderedAt: WallTime?) {
        self.account = account
        self.supplier = supplier
        self.quantity = quantity
        self.orderedAt = orderedAt
    }

    /// The pack that is ordered. Throws `EvidenceError.invalidAccountID`, `.unknownSupplier` or `.invalidOrder`; a pack that
    /// would be void at once is none.
    package func pack(
        _ id: Identifier, suppliers: [String], now: WallTime
    ) throws(EvidenceError) -> CreditPack {
        guard let account = Identifier(account, kind: .account) else { throw .invalidAccountID }
        let supplier = supplier.isEmpty ? CreditSupplier.ours : supplier
        guard suppliers.contains(supplier) else { throw .unknownSupplier }
        guard (1...CreditPack.Limits.creditsMax).contains(quantity) else {
            throw .invalidOrder([FieldFault(field: "quantity", reason: .outOfRange(1...CreditPack.Limits.creditsMax))])
        }
        let pack = CreditPack(
            id: id, account: account.text, supplier: supplier, quantity: quantity, orderedAt: orderedAt ?? now)
        guard pack.orderedAt <= now else {
            throw .invalidOrder([FieldFault(field: "ordered_at", reason: .futureDate)])
        }
        guard pack.expiresAt > now else {
            throw .invalidOrder([FieldFault(field: "ordered_at", reason: .tooLongAgo)])
        }
        return pack
    }
}

/// Who supplies packs.
package enum CreditSupplier {
    /// This service, with its own authority; every other is an authority elsewhere, known by its name.
    package static let ours = "platform"
}
