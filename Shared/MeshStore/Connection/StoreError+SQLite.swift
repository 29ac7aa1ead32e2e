import GRDBSQLite

extension StoreError {
    /// What an extended result code means to a caller.
    static func sqlite(code: Int32, reason: String) -> StoreError {
        switch code & 0xFF {
        case SQLITE_CONSTRAINT: .constraint(StoreConstraint(code: code), detail: reason)
        case SQLITE_FULL: .full
        case SQLITE_READONLY: .readOnly
        default: .sql(code: code, reason: reason)
        }
    }

    /// The SQLite result code inside, when there is one.
    var sqliteCode: Int32? {
        switch self {
        case .full: SQLITE_FULL
        case .sql(let code, _): code
        case .transactionLost(let code), .commitFailed(let code): code
        case .locked, .unopenable, .settingRefused, .newerSchema, .migrationChanged, .migrationFailed,
            .migrationMisnumbered, .busy, .closed, .failed, .transactionEnded, .readTooLong, .constraint,
            .statementRefused, .readOnly, .arguments, .column, .tooManyRows, .idempotencyKeyInvalid,
            .idempotencyKeyReused, .masterKeyMissing, .sealBroken, .subjectErased, .eventUndeclared, .feedMismatch,
            .parkedFull, .payloadTooLarge, .leaseLost:
            nil
        }
    }

    /// Whether storage itself failed: what is on disk is then unknown, and nothing may go on as if it were known.
    static func isStorageFailure(code: Int32) -> Bool {
        // Out of memory inside the I/O layer says nothing about the disk.
        if code == inputOutputMemory { return false }
        switch code & 0xFF {
        case SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_PROTOCOL: return true
        default: return false
        }
    }
}

/// `SQLITE_IOERR_NOMEM`, a macro over macros that Swift does not import: SQLITE_IOERR | (12 << 8).
private let inputOutputMemory = SQLITE_IOERR | (12 << 8)

extension StoreConstraint {
    /// The rule behind an extended result code SQLITE_CONSTRAINT_… (the high bytes number the kinds).
    init(code: Int32) {
        self =
            switch code >> 8 {
            case 1: .check
            case 3: .foreignKey
            case 5: .notNull
            case 6: .primaryKey
            case 7: .trigger
            case 8: .unique
            case 10: .primaryKey  // of a table whose key is the row's number
            case 12: .type
            default: .other
            }
    }
}
