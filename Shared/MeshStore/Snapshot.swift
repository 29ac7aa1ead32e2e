package import MeshKernel

/// What a closure sees of the store: one consistent state, until the closure returns.
///
/// A class, so that the store can take it back: a snapshot kept beyond its closure throws
/// `StoreError.transactionEnded`, and stops a debug build at the spot.
package class Snapshot {
    private var connection: Connection?
    let context: StoreContext

    init(_ connection: Connection, _ context: StoreContext) {
        self.connection = connection
        self.context = context
    }

    /// The moment on the store's clock.
    package var now: WallTime { context.time.wall() }

    /// All rows of a statement, at most 65,536; beyond that it throws, and `forEachRow` is the way.
    package func rows(_ sql: String, _ arguments: [SQLValue]) throws(StoreError) -> [Row] {
        try narrowed { try ready(sql).rows(sql, arguments, bound: Limits.queryRowsMax) }
    }

    /// All rows of a statement, at most 65,536; beyond that it throws, and `forEachRow` is the way.
    package func rows(_ sql: String, _ arguments: SQLValue...) throws(StoreError) -> [Row] {
        try rows(sql, arguments)
    }

    /// The first row of a statement, or nil.
    package func row(_ sql: String, _ arguments: [SQLValue]) throws(StoreError) -> Row? {
        try narrowed {
            var first: Row?
            // To its end and not only to its first row: a statement with RETURNING has its effect either way, but one
            // that is left in the middle is rolled back on some engines.
            try ready(sql).run(sql, arguments) { row in
                if first == nil { first = row }
                return true
            }
            return first
        }
    }

    /// The first row of a statement, or nil.
    package func row(_ sql: String, _ arguments: SQLValue...) throws(StoreError) -> Row? {
        try row(sql, arguments)
    }

    /// Hands each row to `each` as it is read, until `each` returns false. The same statement may run inside.
    package func forEachRow(_ sql: String, _ arguments: [SQLValue], _ each: (Row) throws -> Bool) throws {
        try settled { try ready(sql).run(sql, arguments, each: each) }
    }

    /// The connection for `sql`, when the closure still runs and may run such a statement.
    final func ready(_ sql: String) throws(StoreError) -> Connection {
        guard let connection else {
            assertionFailure("a transaction was used after its closure had returned")
            throw .transactionEnded
        }
        guard StatementKind.mayRun(sql) else { throw .statementRefused(sql) }
        try check(connection)
        return connection
    }

    /// What else must hold before a statement runs.
    func check(_ connection: Connection) throws(StoreError) {}

    /// What an error means here.
    func settled<T>(_ body: () throws -> T) throws -> T {
        try body()
    }

    private func narrowed<T>(_ body: () throws -> T) throws(StoreError) -> T {
        do {
            return try settled(body)
        } catch let error as StoreError {
            throw error
        } catch {
            // `body` holds nothing but the store's own calls.
            throw .sql(code: 1, reason: "\(error)")
        }
    }

    /// Takes the connection back: the closure has returned.
    final func end() {
        connection = nil
    }
}

@available(*, unavailable)
extension Snapshot: Sendable {}

/// Which statements a closure may run: those that read and change rows, and no others. Transaction control would take
/// the transaction from the callers that share it; pragmas and changes of schema belong to opening and migrations.
enum StatementKind {
    private static let allowed = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"].map { Array($0.utf8) }

    static func mayRun(_ sql: String) -> Bool {
        let word = sql.utf8.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }.prefix(6)
        return allowed.contains { keyword in
            var index = word.startIndex
            for letter in keyword {
                guard index < word.endIndex, word[index] & 0xDF == letter else { return false }
                index = word.index(after: index)
            }
            return true
        }
    }
}
