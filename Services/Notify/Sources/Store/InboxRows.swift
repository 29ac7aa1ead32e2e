internal import MeshKernel
internal import MeshStore

/// A message in somebody's message centre.
struct InboxEntry: Sendable, Equatable {
    /// Its place among all arrivals.
    let arrival: Int64
    /// The message.
    let message: Message
    /// When it was read; nil while it is not.
    let readAt: WallTime?
}

/// Which entries of a message centre a list shows.
struct InboxFilter: Sendable, Equatable {
    /// Only what is not read.
    var isUnreadOnly = false
    /// Of one kind; nil for all.
    var category: MessageCategory?
}

extension Transaction {
    /// Puts a message into its account's message centre and returns its place.
    @discardableResult
    func arrive(_ message: Identifier, of account: String) throws -> Int64 {
        guard
            let arrival = try row(
                "UPDATE inbox_head SET arrival = arrival + 1 WHERE shard = 0 RETURNING arrival")?.integer("arrival")
        else { throw StoreError.column("inbox_head.arrival") }
        try execute(
            "INSERT INTO inbox (arrival, account, message, read_at) VALUES (?, ?, ?, NULL)", .integer(arrival),
            .text(account), SQLValue(message))
        try execute(
            """
            INSERT INTO inbox_counts (account, unread) VALUES (?, 1)
            ON CONFLICT (account) DO UPDATE SET unread = inbox_counts.unread + 1
            """, .text(account))
        return arrival
    }

    /// Notes that `account` has read these messages; ones that are not its own, or were read before, change nothing.
    /// Returns how many are not read now.
    func markRead(_ messages: [Identifier], of account: String) throws -> Int64 {
        guard !messages.isEmpty else { return try unreadCount(of: account) }
        let marks = Array(repeating: "?", count: messages.count).joined(separator: ", ")
        let changed = try execute(
            "UPDATE inbox SET read_at = ? WHERE account = ? AND read_at IS NULL AND message IN (\(marks))",
            [SQLValue(now), .text(account)] + messages.map { SQLValue($0) })
        return try lessen(by: changed, of: account)
    }

    /// Notes that `account` has read everything up to a place. Returns how many are not read now.
    func markRead(through arrival: Int64, of account: String) throws -> Int64 {
        let changed = try execute(
            "UPDATE inbox SET read_at = ? WHERE account = ? AND read_at IS NULL AND arrival <= ?", SQLValue(now),
            .text(account), .integer(arrival))
        return try lessen(by: changed, of: account)
    }

    private func lessen(by count: Int, of account: String) throws -> Int64 {
        if count > 0 {
            try execute(
                "UPDATE inbox_counts SET unread = unread - ? WHERE account = ?", SQLValue(count), .text(account))
        }
        return try unreadCount(of: account)
    }
}

extension Snapshot {
    /// How many messages of `account` are not read.
    func unreadCount(of account: String) throws -> Int64 {
        try row("SELECT unread FROM inbox_counts WHERE account = ?", .text(account))?.integer("unread") ?? 0
    }

    /// Up to `count` entries of `account` that the filter lets through, the newest first, before the place `before`.
    func inbox(
        of account: String, filter: InboxFilter, before: Int64, count: Int, key: ServiceKey
    ) throws -> [InboxEntry] {
        var conditions = ["inbox.account = ?", "arrival < ?"]
        var arguments: [SQLValue] = [.text(account), .integer(before)]
        if filter.isUnreadOnly { conditions.append("read_at IS NULL") }
        if let category = filter.category {
            conditions.append("category = ?")
            arguments.append(.text(category.rawValue))
        }
        return try entries(
            try rows(
                """
                SELECT arrival, message, read_at FROM inbox JOIN messages ON messages.id = inbox.message
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY arrival DESC LIMIT ?
                """, arguments + [SQLValue(count)]), key)
    }

    /// Up to `count` entries of `account` after the place `after`, the oldest first.
    func inbox(of account: String, after: Int64, count: Int, key: ServiceKey) throws -> [InboxEntry] {
        try entries(
            try rows(
                """
                SELECT arrival, message, read_at FROM inbox WHERE account = ? AND arrival > ? ORDER BY arrival LIMIT ?
                """, .text(account), .integer(after), SQLValue(count)), key)
    }

    /// The last place in any message centre.
    func lastArrival() throws -> Int64 {
        try row("SELECT arrival FROM inbox_head WHERE shard = 0")?.integer("arrival") ?? 0
    }

    /// Whose message centres have something new after the place `after`: the accounts, and the place up to which this
    /// looked.
    func arrivals(after: Int64, count: Int) throws -> (accounts: Set<String>, through: Int64) {
        let found = try rows(
            "SELECT arrival, account FROM inbox WHERE arrival > ? ORDER BY arrival LIMIT ?", .integer(after),
            SQLValue(count))
        return (Set(try found.map { try $0.text("account") }), try found.last?.integer("arrival") ?? after)
    }

    private func entries(_ rows: [Row], _ key: ServiceKey) throws -> [InboxEntry] {
        try rows.compactMap { row in
            guard let message = try message(Identifier(stored: try row.text("message")), key: key) else { return nil }
            return InboxEntry(
                arrival: try row.integer("arrival"), message: message, readAt: try row.optionalTime("read_at"))
        }
    }
}
