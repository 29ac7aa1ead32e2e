extension Store {
    /// Copies the store, as it is at one moment, into a new file at `path`, while everybody goes on writing. Returns when
    /// the copy is on the disk. Blobs are files of their own and are copied by whoever copies files: after the database,
    /// so that every blob that a row names is there.
    ///
    /// Until it returns, the write-ahead log cannot be emptied.
    package func backup(to path: String) async throws {
        if let failure { throw StoreError.failed(failure) }
        let source = configuration.path
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
            do {
                try WorkerThread.start("store-backup") {
                    continuation.resume(with: Result { try Backup.copy(source, to: path) })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}

/// What a look at a store's file, at rest, found: what a restore is checked with.
package struct StoreCheck: Sendable, Equatable {
    /// What `integrity_check` complains about; when there is anything, nothing else is looked at.
    package let damages: [String]
    /// Rows that refer to rows which are not there, by table.
    package let danglingReferences: [String: Int]
    /// The random name of the store's history.
    package let epoch: String
    /// The position of the last event.
    package let feedHead: Int64
    /// Schema steps of the service.
    package let serviceMigrations: Int

    /// Whether the store may be used.
    package var isSound: Bool { damages.isEmpty && danglingReferences.isEmpty }

    /// Looks through the whole file at `path`, which nobody may be writing; `path` is opened read-only. Blocks.
    package static func run(path: String) throws -> StoreCheck {
        try Backup.check(path)
    }
}
