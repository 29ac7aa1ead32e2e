import MeshStore

/// What a store says about the credits that were used, held against what they can have been used for. It knows the
/// tables and none of the service's own code.
enum CreditAudit {
    private struct Use: Sendable {
        let pack: String
        let position: Int64
        let purpose: String
        let subject: String
    }

    /// Contradictions, each in one line; empty when every credit that was used has paid for something, once, and
    /// everything that costs one was paid for. What was set aside and not used stands nowhere, so it is free again.
    static func faults(_ snapshot: Snapshot) throws -> [String] {
        let uses = try snapshot.rows(
            "SELECT pack, position, purpose, subject FROM credit_uses ORDER BY pack, position"
        ).map {
            Use(
                pack: try $0.text("pack"), position: try $0.integer("position"), purpose: try $0.text("purpose"),
                subject: try $0.text("subject"))
        }
        return try packFaults(snapshot, uses) + sealFaults(snapshot, uses) + filingFaults(snapshot, uses)
    }

    /// By what they paid for.
    private static func packs(_ uses: [Use], of purpose: String) -> [String: [String]] {
        Dictionary(grouping: uses.filter { $0.purpose == purpose }, by: \.subject).mapValues { $0.map(\.pack) }
    }

    /// Each pack counts as many uses as it has, without a gap.
    private static func packFaults(_ snapshot: Snapshot, _ uses: [Use]) throws -> [String] {
        let positions = Dictionary(grouping: uses, by: \.pack).mapValues { $0.map(\.position) }
        var faults: [String] = []
        try snapshot.forEachRow("SELECT id, used FROM credit_packs", []) { row in
            let (pack, used) = (try row.text("id"), try row.integer("used"))
            if positions[pack] ?? [] != Array(0..<used) {
                faults.append("\(pack) says \(used) were used, and they are \(positions[pack] ?? [])")
            }
            return true
        }
        return faults
    }

    /// Each item was sealed for one credit of its own account's, of the pack that it names.
    private static func sealFaults(_ snapshot: Snapshot, _ uses: [Use]) throws -> [String] {
        let seals = packs(uses, of: "seal")
        var faults: [String] = []
        var items: Set<String> = []
        let sql = """
            SELECT evidence.id AS id, evidence.credit_pack AS pack, credit_packs.account = evidence.account AS is_own
            FROM evidence LEFT JOIN credit_packs ON credit_packs.id = evidence.credit_pack
            """
        try snapshot.forEachRow(sql, []) { row in
            let id = try row.text("id")
            items.insert(id)
            guard let pack = try row.optionalText("pack"), try row.optionalInteger("is_own") == 1, seals[id] == [pack]
            else {
                faults.append("\(id) was sealed for the credits \(seals[id] ?? [])")
                return true
            }
            return true
        }
        let others = Set(seals.keys).subtracting(items)
        return faults + others.map { "a credit was used for \($0), which is no item" }
    }

    /// Each filing goes with the credit of one of its items, or used one of its own; each of its renewals used one.
    private static func filingFaults(_ snapshot: Snapshot, _ uses: [Use]) throws -> [String] {
        let filed = packs(uses, of: "filing")
        let renewed = packs(uses, of: "renewal").mapValues(\.count)
        var faults: [String] = []
        var filings: Set<String> = []
        let sql = """
            SELECT id, credit_pack,
                (SELECT count(*) FROM filing_records WHERE filing = filings.id AND kind = 'renewed') AS renewals,
                (SELECT count(*) FROM filing_items JOIN evidence ON evidence.id = filing_items.evidence
                    WHERE filing = filings.id AND evidence.credit_pack = filings.credit_pack) AS covering
            FROM filings
            """
        try snapshot.forEachRow(sql, []) { row in
            let id = try row.text("id")
            filings.insert(id)
            let own = filed[id] ?? []
            let (pack, covering) = (try row.optionalText("credit_pack"), try row.integer("covering"))
            if own != [pack ?? ""], !own.isEmpty || covering == 0 {
                faults.append("\(id) was filed for the credits \(own)")
            }
            if try row.integer("renewals") != Int64(renewed[id] ?? 0) {
                faults.append("\(id) was renewed for \(renewed[id] ?? 0) credits")
            }
            return true
        }
        return faults
            + Set(filed.keys).union(renewed.keys).subtracting(filings).map {
                "a credit was used for \($0), which is no filing"
            }
    }
}
