/// Why a store stopped for good: its storage failed, and what reached the disk is not known. Only a new process, which
/// reads the store from the disk again, may go on.
package struct StoreFailure: Sendable, Equatable {
    /// What the store was doing.
    package enum Moment: String, Sendable {
        case statement
        case commit
        case rollback
        case checkpoint
    }

    /// What the store was doing when its storage failed.
    package let moment: Moment
    /// SQLite's extended result code.
    package let code: Int32
    /// SQLite's words, for the log.
    package let reason: String
}
