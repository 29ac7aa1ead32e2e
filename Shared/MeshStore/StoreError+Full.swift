internal import GRDBSQLite

extension StoreError {
    /// Whether the code of a lost transaction or a refused commit says that there was no room (SQLite's primary result
    /// code `SQLITE_FULL`; extended codes carry it in their low byte).
    package static func meansFull(code: Int32) -> Bool {
        code & 0xFF == SQLITE_FULL
    }

    /// Whether the code of a refused statement says that storage itself failed (input and output, a damaged file).
    package static func meansStorageFailed(code: Int32) -> Bool {
        isStorageFailure(code: code)
    }
}
