internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// A page of the account's packs that the filter lets through, oldest first, and the token of the next one.
    func orders(
        of account: String, filter: OrderFilter, size: UInt32, token: String
    ) async throws -> (rows: [CreditPack], next: String) {
        let wanted = try PageRequest(
            size: size, token: token, list: "orders", account, filter.state?.rawValue ?? "", filter.supplier ?? "")
        let now = time.wall()
        let read = try await store.read { snapshot in
            try snapshot.creditPacks(
                account: account, filter: filter, now: now, after: wanted.after, count: wanted.rows + 1)
        }
        return wanted.page(read) { $0.id.text }
    }

    /// A page of what the credits of the account were used for, of one pack or of all, and the token of the next one.
    func creditUses(
        of account: String, order text: String, size: UInt32, token: String
    ) async throws -> (rows: [RecordedUse], next: String) {
        var pack: Identifier?
        if !text.isEmpty {
            guard let id = Identifier(text, kind: .creditPack) else { throw EvidenceError.invalidOrderID }
            pack = id
        }
        let wanted = try PageRequest(size: size, token: token, list: "uses", account, text)
        let after = wanted.after.split(separator: " ").map(String.init)
        let read = try await store.read { [pack] snapshot in
            if let pack, try snapshot.creditPack(pack, account: account) == nil { throw EvidenceError.orderNotFound }
            return try snapshot.creditUses(
                account: account, pack: pack, after: after.first ?? "",
                position: after.last.flatMap { Int64($0) } ?? -1,
                count: wanted.rows + 1)
        }
        return wanted.page(read) { $0.place }
    }

    /// Gives an account a pack, as `staff` decides. Returns the answer's bytes: the first call's when this one repeats it.
    func grant(
        _ order: CreditOrder, by staff: String, call: IdempotentRequest,
        told: @escaping @Sendable (CreditPack) -> [UInt8]
    ) async throws -> [UInt8] {
        let now = time.wall()
        let pack = try order.pack(identifiers.next(.creditPack), suppliers: suppliers.names, now: now)
        let (saved, isFirst) = try await store.write { transaction in
            var isFirst = false
            let saved = try transaction.once(call) { transaction in
                guard try transaction.runningPacks(of: pack.account, now: now).count < CreditPack.Limits.runningMax
                else { throw EvidenceError.tooManyOrders(maximum: CreditPack.Limits.runningMax) }
                try transaction.insert(pack, by: staff)
                isFirst = true
                return SavedAnswer(status: 0, body: told(pack))
            }
            return (saved, isFirst)
        }
        // A repetition gives nothing anew.
        if isFirst { credits.granted(pack) }
        return saved.body
    }

    /// Tells about every pack of which something is left and whose end is 30, 7 or 1 days away, once for each; returns how
    /// many were told. What was missed meanwhile is told in its latest form only.
    package func sweepCredits(telling notice: @escaping @Sendable (CreditNotice) -> [UInt8]) async throws -> Int {
        var told = 0
        while true {
            let now = time.wall()
            let (looked, tellings) = try await store.write { transaction in
                let due = try transaction.dueCreditPacks(now: now, count: Limits.filingSweepRows)
                let news = try due.filter { try transaction.tell($0, now: now, notice: notice) }
                return (due.count, news.count)
            }
            told += tellings
            if looked < Limits.filingSweepRows { return told }
        }
    }
}

extension Transaction {
    /// Whether there was something to tell.
    fileprivate func tell(_ pack: CreditPack, now: WallTime, notice: (CreditNotice) -> [UInt8]) throws -> Bool {
        let end = pack.expiresAt
        let isOver = pack.left == 0 || end <= now
        try setCreditNotice(of: pack.id, at: isOver ? nil : FilingTerm.nextNotice(end: end, after: now))
        guard !isOver, let days = FilingTerm.reminder(end: end, now: now) else { return false }
        try append(
            Event(
                type: EvidenceEvents.creditExpiring, aggregate: pack.id.text,
                payload: notice(CreditNotice(pack: pack, daysBefore: days))))
        return true
    }
}
