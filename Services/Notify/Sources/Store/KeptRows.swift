internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// Up to `count` identifiers of an account's messages after the message `after`, in order.
    func messageIDs(of account: String, after: String, count: Int) throws -> [Identifier] {
        // As the index of accounts has it.
        try rows(
            "SELECT id FROM messages WHERE account = ? AND account <> '' AND id > ? ORDER BY id LIMIT ?",
            .text(account), .text(after), SQLValue(count)
        ).map { Identifier(stored: try $0.text("id")) }
    }

    /// Up to `count` identifiers of an account's tickets after the ticket `after`, in order.
    func ticketIDs(of account: String, after: String, count: Int) throws -> [Identifier] {
        try rows(
            "SELECT id FROM tickets WHERE account = ? AND id > ? ORDER BY id LIMIT ?", .text(account), .text(after),
            SQLValue(count)
        ).map { Identifier(stored: try $0.text("id")) }
    }

    /// Up to `count` identifiers of an account's call-backs after the call-back `after`, made ones included, in order.
    func callbackIDs(of account: String, after: String, count: Int) throws -> [Identifier] {
        try rows(
            "SELECT id FROM callbacks WHERE account = ? AND id > ? ORDER BY id LIMIT ?", .text(account), .text(after),
            SQLValue(count)
        ).map { Identifier(stored: try $0.text("id")) }
    }
}
