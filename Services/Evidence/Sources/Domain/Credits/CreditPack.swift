package import MeshKernel

/// Where a pack stands. It follows from its end, from what is left of it and from the clock alone.
package enum CreditPackState: String, FormWord {
    case active
    case expiring
    case usedUp
    case void
}

/// A pack of credits (存证包): so many files, of one supplier, good for a year from its order (订购时间) and void after that.
package struct CreditPack: Sendable, Equatable {
    /// Bounds of one pack.
    package enum Limits {
        /// Credits in it.
        package static let creditsMax: UInt64 = 1_000_000
        /// How long it is good.
        package static let years: Int64 = 1
        /// Packs of an account that are good and not used up.
        package static let runningMax = 256
    }

    /// Its identifier.
    package let id: Identifier
    /// Whose it is.
    package let account: String
    /// Whose authority times what its credits pay for.
    package let supplier: String
    /// Credits in it.
    package let quantity: UInt64
    /// Credits of it that were used.
    package var used: UInt64
    /// 订购时间.
    package let orderedAt: WallTime
    /// From then on it is void.
    package let expiresAt: WallTime

    /// A pack as it is kept.
    package init(
        id: Identifier, account: String, supplier: String, quantity: UInt64, used: UInt64, orderedAt: WallTime,
        expiresAt: WallTime
    ) {
        self.id = id
        self.account = account
        self.supplier = supplier
        self.quantity = quantity
        self.used = used
        self.orderedAt = orderedAt
        self.expiresAt = expiresAt
    }

    /// A pack that is ordered; its end follows.
    package init(
        id: Identifier, account: String, supplier: String, quantity: UInt64, used: UInt64 = 0, orderedAt: WallTime
    ) {
        self.init(
            id: id, account: account, supplier: supplier, quantity: quantity, used: used, orderedAt: orderedAt,
            expiresAt: FilingTerm.end(from: orderedAt, years: Limits.years))
    }

    /// Credits that are left; past its end they are void.
    package var left: UInt64 { quantity - min(quantity, used) }

    /// What its credits bear.
    package var terms: CreditTerms {
        CreditTerms(pack: id, supplier: supplier, orderedAt: orderedAt, expiresAt: expiresAt)
    }

    /// Where it stands at `now`.
    package func state(now: WallTime) -> CreditPackState {
        if left == 0 { return .usedUp }
        return switch FilingTerm.state(end: expiresAt, now: now) {
        case .active: .active
        case .expiring: .expiring
        case .void: .void
        }
    }
}

/// What a credit knows of the pack that it comes from.
package struct CreditTerms: Sendable, Hashable {
    /// The pack.
    package let pack: Identifier
    /// Whose authority times what the credit pays for.
    package let supplier: String
    /// 订购时间 of the pack.
    package let orderedAt: WallTime
    /// The end of the pack, and of the filing that stands on the credit (存证到期时间).
    package let expiresAt: WallTime

    package init(pack: Identifier, supplier: String, orderedAt: WallTime, expiresAt: WallTime) {
        self.pack = pack
        self.supplier = supplier
        self.orderedAt = orderedAt
        self.expiresAt = expiresAt
    }
}
