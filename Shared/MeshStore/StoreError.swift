/// Everything that the store refuses or fails at. Closed: a `switch` over it needs no default.
package enum StoreError: Error, Sendable, Equatable {
    // Opening

    /// Another process, or another `Store` of this one, holds the lock file; nil when it has not written its id yet.
    case locked(path: String, holder: Int32?)
    /// The store, or a folder or file beside it, cannot be opened.
    case unopenable(path: String, reason: String)
    /// A setting that durability or integrity rests on does not read back as it was set.
    case settingRefused(name: String, expected: String, found: String)
    /// The store was written by a newer version of the service.
    case newerSchema(scope: String, found: Int, known: Int)
    /// A migration that this store has applied is not the one of that number in the code.
    case migrationChanged(scope: String, number: Int)
    /// A migration failed; the store is as it was before it.
    case migrationFailed(scope: String, number: Int, reason: String)
    /// The list of migrations does not count 1, 2, 3, …
    case migrationMisnumbered(scope: String, number: Int)

    // Life

    /// A queue is full: nothing was done, and the caller may try again after `retry`.
    case busy(retry: Duration)
    /// The store is closing or closed; nothing was done.
    case closed
    /// Storage failed under the store, what is on disk is unknown to it, and it refuses everything; the process stops.
    case failed(StoreFailure)

    // Transactions

    /// SQLite gave up the transaction that this caller shared with others; nothing of it was kept.
    case transactionLost(code: Int32)
    /// The commit was refused; nothing of it was kept.
    case commitFailed(code: Int32)
    /// The disk, or the store's page bound, is full; nothing was kept.
    case full
    /// A transaction or snapshot was used after its closure had returned.
    case transactionEnded
    /// The read lived longer than its bound.
    case readTooLong(milliseconds: Int)

    // Statements

    /// A rule of the schema refuses the row; `detail` is SQLite's, for logs.
    case constraint(StoreConstraint, detail: String)
    /// The statement is not one that a closure may run (transaction control, pragmas, changes of schema).
    case statementRefused(String)
    /// A snapshot cannot write.
    case readOnly
    /// The statement takes another number of arguments.
    case arguments(expected: Int, given: Int)
    /// The column does not exist, or holds a value of another type.
    case column(String)
    /// The result has more rows than may be gathered.
    case tooManyRows(bound: Int)
    /// Any other refusal of SQLite's: a mistake in the statement, most often. The extended result code.
    case sql(code: Int32, reason: String)

    // Idempotency

    /// The key is empty or longer than 255 characters.
    case idempotencyKeyInvalid
    /// The key was used before for another request.
    case idempotencyKeyReused
    /// A value that must be sealed, or opened, finds no master key of that version in the configuration.
    case masterKeyMissing(version: Int)
    /// A sealed value does not open: it, its place or the key was changed.
    case sealBroken
    /// The key of this subject was destroyed, and with it everything that it sealed.
    case subjectErased

    // Events

    /// The event's type is not one that the service declared.
    case eventUndeclared(String)
    /// The feed and its subscriber do not agree on its history.
    case feedMismatch(FeedMismatch)
    /// More events of this feed are parked than may be.
    case parkedFull(peer: String)
    /// The payload of an event or job is too large.
    case payloadTooLarge(bytes: Int)

    // Jobs

    /// The claim has expired or been settled, and the job belongs to somebody else.
    case leaseLost(job: String)
}

/// Which rule of the schema a row broke.
package enum StoreConstraint: Sendable, Equatable {
    case unique
    case primaryKey
    case foreignKey
    case check
    case notNull
    case type
    case trigger
    case other
}
