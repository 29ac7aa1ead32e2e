import GRDB
import GRDBSQLite

/// One SQLite connection, opened by GRDB and used by one thread at a time, always inside `access`.
///
/// GRDB opens, configures, prepares and closes. Values are bound and read here: GRDB would carry every blob through
/// Foundation's `Data` and every argument through three arrays, which costs more than SQLite's own work on a small row.
final class Connection {
    private let queue: DatabaseQueue
    /// Non-nil inside `access` only.
    private var database: Database?
    private var statements: [String: PreparedStatement] = [:]
    let handle: OpaquePointer

    /// Opens `path`. Every pragma of `pragmas` runs before the first statement, in order.
    init(path: String, readonly: Bool, pragmas: [String], label: String) throws(StoreError) {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.foreignKeysEnabled = true
        configuration.label = label
        // A rollback that fails leaves its transaction open. The store then refuses everything and its process stops
        // in order; GRDB would end it on the spot.
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(Double(Limits.lockWaitMilliseconds) / 1_000)
        configuration.prepareDatabase { database in
            for pragma in pragmas { try database.execute(sql: pragma) }
            // GRDB watches commits for observers, and expects to have stepped the statements that cause them. There are
            // no observers here, and these statements are stepped below.
            sqlite3_commit_hook(database.sqliteConnection, nil, nil)
            sqlite3_rollback_hook(database.sqliteConnection, nil, nil)
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            guard let handle = queue.inDatabase({ $0.sqliteConnection }) else {
                throw StoreError.unopenable(path: path, reason: "the connection is closed")
            }
            self.queue = queue
            self.handle = handle
        } catch {
            throw .unopenable(path: path, reason: "\(error)")
        }
    }

    /// Runs `body` with the connection in this thread's hands. Not reentrant.
    func access<T, Failure: Error>(_ body: () throws(Failure) -> T) throws(Failure) -> T {
        let result = queue.inDatabase { database -> Result<T, Failure> in
            self.database = database
            defer { self.database = nil }
            return Result(catching: body)
        }
        return try result.get()
    }

    /// Finalizes every statement and closes. The connection must not be used afterwards.
    func close() throws {
        queue.inDatabase { _ in statements.removeAll() }
        try queue.close()
    }

    /// Whether a transaction is open. SQLite closes one by itself when storage fails under it.
    var isInsideTransaction: Bool {
        sqlite3_get_autocommit(handle) == 0
    }

    /// Rows that the last INSERT, UPDATE or DELETE touched.
    var changes: Int {
        Int(sqlite3_changes(handle))
    }

    /// Rows that every statement since the connection was opened has touched.
    var totalChanges: Int64 {
        sqlite3_total_changes64(handle)
    }

    /// The error that the connection met last.
    func lastError() -> (code: Int32, reason: String) {
        (sqlite3_extended_errcode(handle), String(cString: sqlite3_errmsg(handle)))
    }

    /// The statement `sql`, prepared once and kept. A kept statement that is being stepped is not given twice.
    func statement(_ sql: String) throws(StoreError) -> PreparedStatement {
        if let kept = statements[sql], !kept.isBusy { return kept }
        guard let database else { throw .transactionEnded }
        let prepared: PreparedStatement
        do {
            prepared = PreparedStatement(try database.makeStatement(sql: sql))
        } catch let error as DatabaseError {
            throw .sqlite(code: error.extendedResultCode.rawValue, reason: error.message ?? "\(error)")
        } catch {
            throw .sql(code: SQLITE_ERROR, reason: "\(error)")
        }
        if statements.count >= Limits.cachedStatements { statements = statements.filter { $0.value.isBusy } }
        if statements[sql] == nil { statements[sql] = prepared }
        return prepared
    }

    /// A failed statement may not be resettable; the next use prepares it again.
    private func forget(_ sql: String) {
        statements[sql] = nil
    }

    /// Runs `sql` to its end and hands each row to `each`, which says whether to go on.
    func run(
        _ sql: String, _ arguments: [SQLValue], each: (Row) throws -> Bool
    ) throws {
        let statement = try statement(sql)
        statement.isBusy = true
        defer { statement.isBusy = false }
        try statement.bind(arguments, on: self)
        var step = sqlite3_step(statement.handle)
        while step == SQLITE_ROW {
            let row: Row
            do {
                row = try statement.row()
                guard try each(row) else { break }
            } catch {
                statement.reset()
                throw error
            }
            step = sqlite3_step(statement.handle)
        }
        guard step == SQLITE_DONE || step == SQLITE_ROW else {
            let error = lastError()
            statement.reset()
            forget(sql)
            throw StoreError.sqlite(code: error.code, reason: error.reason)
        }
        statement.reset()
    }

    /// Runs `sql`, ignores its rows and returns the rows it changed; 0 for a statement that only reads.
    func execute(_ sql: String, _ arguments: [SQLValue] = []) throws(StoreError) -> Int {
        let statement = try statement(sql)
        statement.isBusy = true
        defer { statement.isBusy = false }
        try statement.bind(arguments, on: self)
        var step = sqlite3_step(statement.handle)
        while step == SQLITE_ROW { step = sqlite3_step(statement.handle) }
        guard step == SQLITE_DONE else {
            let error = lastError()
            statement.reset()
            forget(sql)
            throw .sqlite(code: error.code, reason: error.reason)
        }
        let touched = statement.isReadonly ? 0 : changes
        statement.reset()
        return touched
    }

    /// The rows of `sql`, at most `bound`.
    func rows(_ sql: String, _ arguments: [SQLValue], bound: Int) throws -> [Row] {
        var rows: [Row] = []
        try run(sql, arguments) { row in
            guard rows.count < bound else { throw StoreError.tooManyRows(bound: bound) }
            rows.append(row)
            return true
        }
        return rows
    }

    /// The text of the first column of the first row; for pragmas.
    func pragma(_ sql: String) throws -> String {
        var text = ""
        try run(sql, []) { row in
            switch row.values.first {
            case .integer(let value): text = String(value)
            case .text(let value): text = value
            case .blob, .null, nil: text = ""
            }
            return false
        }
        return text
    }

    /// Moves pages from the write-ahead log into the database; false when readers or another holder were in the way.
    func checkpoint(_ mode: Database.CheckpointMode) throws(StoreError) -> Bool {
        guard let database else { throw .transactionEnded }
        do {
            try database.checkpoint(mode)
            return true
        } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_BUSY { return false }
            throw .sqlite(code: error.extendedResultCode.rawValue, reason: error.message ?? "\(error)")
        } catch {
            throw .sql(code: SQLITE_ERROR, reason: "\(error)")
        }
    }

    /// Copies the whole database into the one at `path` as one snapshot.
    func backup(to destination: Connection) throws {
        guard let database else { throw StoreError.transactionEnded }
        do {
            try destination.queue.inDatabase { try database.backup(to: $0) }
        } catch let error as DatabaseError {
            throw StoreError.sqlite(code: error.extendedResultCode.rawValue, reason: error.message ?? "\(error)")
        }
    }
}
