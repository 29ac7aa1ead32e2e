/// A write in progress. It sees what the callers before it in the same commit have written, keeps what it writes when
/// its closure returns, and leaves nothing when the closure throws.
package final class Transaction: Snapshot {
    /// Whom the commit must wake.
    var topics: CommitTopics = []
    /// The result code under which SQLite gave up the transaction that this closure shares with others.
    private(set) var lost: Int32?
    private var depth = 0

    /// Runs a statement and returns the number of rows that it changed.
    @discardableResult
    package func execute(_ sql: String, _ arguments: [SQLValue]) throws(StoreError) -> Int {
        let connection = try ready(sql)
        do throws(StoreError) {
            return try connection.execute(sql, arguments)
        } catch {
            throw judged(error, connection)
        }
    }

    /// Runs a statement and returns the number of rows that it changed.
    @discardableResult
    package func execute(_ sql: String, _ arguments: SQLValue...) throws(StoreError) -> Int {
        try execute(sql, arguments)
    }

    /// Runs `body`; when it throws, its effects, and only its, are undone. May be nested.
    package func nested<T>(_ body: () throws -> T) throws -> T {
        let connection = try ready("SELECT")
        depth += 1
        defer { depth -= 1 }
        let name = "nested_\(depth)"
        _ = try connection.execute("SAVEPOINT \(name)")
        do {
            let result = try body()
            _ = try connection.execute("RELEASE \(name)")
            return result
        } catch {
            if lost == nil && connection.isInsideTransaction {
                _ = try connection.execute("ROLLBACK TO \(name)")
                _ = try connection.execute("RELEASE \(name)")
            }
            throw error
        }
    }

    /// A statement on a connection that has lost its transaction would commit by itself.
    override func check(_ connection: Connection) throws(StoreError) {
        if let lost { throw .transactionLost(code: lost) }
    }

    override func settled<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as StoreError {
            throw judged(error, try? ready("SELECT"))
        }
    }

    private func judged(_ error: StoreError, _ connection: Connection?) -> StoreError {
        guard let connection, lost == nil, !connection.isInsideTransaction else { return error }
        let code = error.sqliteCode ?? 0
        lost = code
        return .transactionLost(code: code)
    }
}
