import GRDB
import GRDBSQLite

/// A statement prepared once, with what its rows need to know about it.
final class PreparedStatement {
    /// Keeps the handle alive.
    private let statement: Statement
    let handle: OpaquePointer
    let columns: ColumnNames
    let parameters: Int
    let isReadonly: Bool
    /// Set while somebody steps it: a second use of the same text inside gets a statement of its own.
    var isBusy = false

    init(_ statement: Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
        columns = ColumnNames(statement.columnNames)
        parameters = Int(sqlite3_bind_parameter_count(handle))
        isReadonly = statement.isReadonly
    }

    /// Binds every argument; SQLite copies texts and blobs.
    func bind(_ arguments: [SQLValue], on connection: Connection) throws(StoreError) {
        guard arguments.count == parameters else { throw .arguments(expected: parameters, given: arguments.count) }
        for (index, argument) in arguments.enumerated() {
            let position = Int32(truncatingIfNeeded: index + 1)
            let code =
                switch argument {
                case .null: sqlite3_bind_null(handle, position)
                case .integer(let value): sqlite3_bind_int64(handle, position, value)
                case .text(let value): bind(value, at: position)
                case .blob(let value): bind(value, at: position)
                }
            guard code == SQLITE_OK else {
                let error = connection.lastError()
                throw .sqlite(code: error.code, reason: error.reason)
            }
        }
    }

    private func bind(_ text: String, at position: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // An empty text has no address, and no address means NULL to SQLite.
                guard let start = characters.baseAddress else { return sqlite3_bind_text(handle, position, "", 0, nil) }
                return sqlite3_bind_text(handle, position, start, Int32(characters.count), Self.copied)
            }
        }
    }

    private func bind(_ bytes: [UInt8], at position: Int32) -> Int32 {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return sqlite3_bind_zeroblob(handle, position, 0)
            }
            return sqlite3_bind_blob(handle, position, start, Int32(bytes.count), Self.copied)
        }
    }

    /// SQLITE_TRANSIENT, a cast that Swift does not import: SQLite copies the bytes before the call returns.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// The row that the last step stopped at.
    func row() throws(StoreError) -> Row {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.names.count)
        for index in columns.names.indices {
            let column = Int32(truncatingIfNeeded: index)
            switch sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER:
                values.append(.integer(sqlite3_column_int64(handle, column)))
            case SQLITE_TEXT:
                let text = sqlite3_column_text(handle, column)
                let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(handle, column)))
                values.append(.text(String(decoding: bytes, as: UTF8.self)))
            case SQLITE_BLOB:
                let blob = sqlite3_column_blob(handle, column)
                let bytes = UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(handle, column)))
                values.append(.blob(Array(bytes)))
            case SQLITE_NULL:
                values.append(.null)
            default:
                // A floating-point number: no table of the house holds one.
                throw .column(columns.names[index])
            }
        }
        return Row(columns: columns, values: values)
    }

    /// Ready for the next use; releases the row and the bound values.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }
}
