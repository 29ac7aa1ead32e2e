internal import MeshKernel
internal import MeshStore

/// Which of an account's packs a list shows.
struct OrderFilter: Sendable, Equatable {
    /// In one state; nil for all.
    var state: CreditPackState?
    /// Of one supplier; nil for all.
    var supplier: String?
}

extension Transaction {
    /// Inserts a pack; `staff` is who has given it.
    func insert(_ pack: CreditPack, isDefault: Bool = false, by staff: String? = nil) throws {
        try execute(
            """
            INSERT INTO credit_packs (id, account, supplier, quantity, used, ordered_at, expires_at, next_at, is_default,
                granted_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            SQLValue(pack.id), .text(pack.account), .text(pack.supplier), SQLValue(pack.quantity), SQLValue(pack.used),
            SQLValue(pack.orderedAt), SQLValue(pack.expiresAt),
            SQLValue(FilingTerm.firstNotice(end: pack.expiresAt)), SQLValue(isDefault), SQLValue(staff))
    }

    /// Gives an account its own pack, unless it has had one; what it had used before there were packs is used of it.
    func insertDefault(_ pack: CreditPack) throws {
        var pack = pack
        let before = try row("SELECT used FROM credits WHERE account = ?", .text(pack.account))?.integer("used") ?? 0
        pack.used = min(UInt64(before), pack.quantity)
        try insert(pack, isDefault: true)
    }

    /// Writes down uses of one pack's credits.
    func use(_ uses: ArraySlice<CreditUse>, of pack: Identifier) throws {
        guard
            let used = try row(
                "UPDATE credit_packs SET used = used + ? WHERE id = ? RETURNING used", SQLValue(uses.count),
                SQLValue(pack))?.integer("used")
        else { throw StoreError.column("credit_packs") }
        for (offset, use) in uses.enumerated() {
            try execute(
                "INSERT INTO credit_uses (pack, position, used_at, purpose, subject) VALUES (?, ?, ?, ?, ?)",
                SQLValue(pack), SQLValue(used - Int64(uses.count - offset)), SQLValue(use.at),
                .text(use.purpose.rawValue), SQLValue(use.subject))
        }
    }

    /// When a pack is to be looked at next; nil for never.
    func setCreditNotice(of pack: Identifier, at time: WallTime?) throws {
        try execute("UPDATE credit_packs SET next_at = ? WHERE id = ?", SQLValue(time), SQLValue(pack))
    }
}

extension Snapshot {
    private static var packColumns: String { "id, account, supplier, quantity, used, ordered_at, expires_at" }

    /// The account's packs that are good at `now` and not used up, the one that ends first before the others.
    func runningPacks(of account: String, now: WallTime) throws -> [CreditPack] {
        try rows(
            """
            SELECT \(Self.packColumns) FROM credit_packs
            WHERE account = ? AND used < quantity AND expires_at > ? ORDER BY expires_at, id LIMIT ?
            """, .text(account), SQLValue(now), SQLValue(CreditPack.Limits.runningMax + 1)
        ).map { try pack($0) }
    }

    /// Whether the account has got its own pack.
    func hasDefaultPack(_ account: String) throws -> Bool {
        try row("SELECT id FROM credit_packs WHERE account = ? AND is_default = 1", .text(account)) != nil
    }

    /// Why an account has no credit: its packs are used up, or what is left of them is void.
    func creditRefusal(_ account: String, supplier: String?, now: WallTime) throws -> EvidenceError {
        let whose = supplier == nil ? "" : "AND supplier = ?"
        let arguments = [SQLValue.text(account)] + (supplier.map { [SQLValue.text($0)] } ?? [])
        let newest = try row(
            "SELECT max(expires_at) AS ended FROM credit_packs WHERE account = ? \(whose)", arguments)
        let left = try row(
            "SELECT max(expires_at) AS ended FROM credit_packs WHERE account = ? AND used < quantity \(whose)",
            arguments)
        // A pack that is good and used up is what the account has to do with, whatever else is void.
        guard let ended = try left?.optionalTime("ended"), ended <= now,
            try newest?.optionalTime("ended").map({ $0 <= now }) ?? false
        else { return .noCredit }
        return .creditExpired(at: ended)
    }

    /// The pack `id`, if it is `account`'s.
    func creditPack(_ id: Identifier, account: String) throws -> CreditPack? {
        try row(
            "SELECT \(Self.packColumns) FROM credit_packs WHERE account = ? AND id = ?", .text(account), SQLValue(id)
        ).map { try pack($0) }
    }

    /// Up to `count` packs of `account` that the filter lets through at `now`, after the pack `after`, in the order of
    /// their identifiers.
    func creditPacks(
        account: String, filter: OrderFilter, now: WallTime, after: String, count: Int
    ) throws -> [CreditPack] {
        var conditions = ["account = ?", "id > ?"]
        var arguments: [SQLValue] = [.text(account), .text(after)]
        if let supplier = filter.supplier {
            conditions.append("supplier = ?")
            arguments.append(.text(supplier))
        }
        let horizon = FilingTerm.horizon(now: now)
        switch filter.state {
        case .active:
            conditions.append("used < quantity AND expires_at > ?")
            arguments.append(SQLValue(horizon))
        case .expiring:
            conditions.append("used < quantity AND expires_at > ? AND expires_at <= ?")
            arguments += [SQLValue(now), SQLValue(horizon)]
        case .usedUp: conditions.append("used = quantity")
        case .void:
            conditions.append("used < quantity AND expires_at <= ?")
            arguments.append(SQLValue(now))
        case nil: break
        }
        return try rows(
            """
            SELECT \(Self.packColumns) FROM credit_packs WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id LIMIT ?
            """, arguments + [SQLValue(count)]
        ).map { try pack($0) }
    }

    /// Up to `count` uses of the credits of `account`, of one pack or of all, behind place `position` of the pack `after`.
    func creditUses(
        account: String, pack: Identifier?, after: String, position: Int64, count: Int
    ) throws -> [RecordedUse] {
        let which = pack == nil ? "" : "AND credit_packs.id = ?"
        return try rows(
            """
            SELECT credit_packs.id AS id, supplier, ordered_at, expires_at, position, used_at, purpose, subject,
                evidence.number AS number
            FROM credit_packs JOIN credit_uses ON credit_uses.pack = credit_packs.id
            LEFT JOIN evidence ON evidence.id = credit_uses.subject
            WHERE credit_packs.account = ? \(which)
                AND (credit_packs.id > ? OR credit_packs.id = ? AND credit_uses.position > ?)
            ORDER BY credit_packs.id, credit_uses.position LIMIT ?
            """,
            [SQLValue.text(account)] + (pack.map { [SQLValue($0)] } ?? [])
                + [SQLValue.text(after), .text(after), .integer(position), SQLValue(count)]
        ).map { row in
            guard let purpose = CreditPurpose(rawValue: try row.text("purpose")) else {
                throw StoreError.column("purpose")
            }
            let terms = CreditTerms(
                pack: Identifier(stored: try row.text("id")), supplier: try row.text("supplier"),
                orderedAt: try row.time("ordered_at"), expiresAt: try row.time("expires_at"))
            return RecordedUse(
                use: CreditUse(
                    terms: terms, at: try row.time("used_at"), purpose: purpose,
                    subject: Identifier(stored: try row.text("subject"))),
                position: UInt64(try row.integer("position")), number: try row.optionalText("number"))
        }
    }

    /// Up to `count` packs about which something is due at `now`.
    func dueCreditPacks(now: WallTime, count: Int) throws -> [CreditPack] {
        try rows(
            """
            SELECT \(Self.packColumns) FROM credit_packs
            WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at LIMIT ?
            """, SQLValue(now), SQLValue(count)
        ).map { try pack($0) }
    }

    private func pack(_ row: Row) throws -> CreditPack {
        CreditPack(
            id: Identifier(stored: try row.text("id")), account: try row.text("account"),
            supplier: try row.text("supplier"), quantity: UInt64(try row.integer("quantity")),
            used: UInt64(try row.integer("used")), orderedAt: try row.time("ordered_at"),
            expiresAt: try row.time("expires_at"))
    }
}
