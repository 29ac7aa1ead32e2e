internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Writes down that one of the staff is shown something; nothing leaves when that fails.
    func note(_ looks: [Look]) throws {
        guard !looks.isEmpty else { return }
        var position = try row("SELECT MAX(position) AS last FROM looks")?.optionalInteger("last") ?? -1
        for look in looks {
            position += 1
            try execute(
                "INSERT INTO looks (position, at, staff, account, kind, object) VALUES (?, ?, ?, ?, ?, ?)",
                .integer(position), SQLValue(look.at), .text(look.staff), .text(look.account),
                .text(look.kind.rawValue), .text(look.object))
        }
    }
}

extension Snapshot {
    /// Up to `count` looks that the filter lets through before the place `before`, the newest first, each with its place.
    func looks(
        _ filter: LookFilter, before: Int64, count: Int
    ) throws -> [(position: Int64, look: Look)] {
        var conditions = ["position < ?"]
        var arguments: [SQLValue] = [.integer(before)]
        if !filter.account.isEmpty {
            conditions.append("account = ?")
            arguments.append(.text(filter.account))
        }
        if !filter.staff.isEmpty {
            conditions.append("staff = ?")
            arguments.append(.text(filter.staff))
        }
        return try rows(
            """
            SELECT position, at, staff, account, kind, object FROM looks
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY position DESC LIMIT ?
            """, arguments + [SQLValue(count)]
        ).map { row in
            guard let kind = Look.Kind(rawValue: try row.text("kind")) else { throw StoreError.column("kind") }
            return (
                try row.integer("position"),
                Look(
                    at: try row.time("at"), staff: try row.text("staff"), account: try row.text("account"),
                    kind: kind, object: try row.text("object"))
            )
        }
    }
}
