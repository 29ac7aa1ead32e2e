internal import Logging
internal import MeshKernel
internal import MeshStore

/// A log in a store's file, looked at without the service: the file is opened for reading only, and may be a copy, one
/// whose service has stopped, or one whose service runs.
package struct LogFile: Sendable {
    /// Why a file cannot be looked at; what is found in it is a `LogFault`.
    package enum Failure: Error, Sendable, Equatable {
        /// The file with the log's public key is missing, too large, or holds none.
        case key(path: String)
        /// The store cannot be opened.
        case unopenable(path: String, reason: String)
        /// What was opened is not a store of this service.
        case notAStore(path: String, reason: String)
        /// The database itself is broken, beneath the log.
        case damaged(path: String, reason: String)
        /// Reading failed for another reason.
        case unreadable(path: String, reason: String)
    }

    private let path: String
    private let key: NoteKey

    /// The log whose public key is the line in the file at `keyPath`, in the store at `path`.
    package init(path: String, keyPath: String) throws(Failure) {
        guard let key = LogKeys.published(at: keyPath) else { throw .key(path: keyPath) }
        self.path = path
        self.key = key
    }

    /// The log's name.
    package var origin: String { key.name }

    /// Derives the whole log anew from its entries. Throws the first `LogFault`, or `Failure`. `quiet` says that nobody
    /// seals meanwhile; `told` hears how many entries of how many were looked at.
    package func check(
        quiet: Bool, told: (_ done: UInt64, _ of: UInt64) -> Void
    ) async throws -> LogAudit.Report {
        let store: StoreReading
        do {
            store = try StoreReading(
                path: path, time: SystemTime(), random: SystemRandom(),
                logger: Logger(label: "log", factory: { _ in SwiftLogNoOpLogHandler() }))
        } catch {
            throw failure(error)
        }
        let result: Result<LogAudit.Report, any Error>
        do {
            result = .success(try await LogAudit(store: store, key: key).run(quiet: quiet, told: told))
        } catch let error as StoreError {
            result = .failure(failure(error))
        } catch {
            result = .failure(error)
        }
        await store.close()
        return try result.get()
    }

    /// SQLite's codes: 1 a table that is not there, 11 a malformed page, 26 not a database at all.
    private func failure(_ error: StoreError) -> Failure {
        switch error {
        case .unopenable(let path, let reason):
            reason.contains("file is not a database")
                ? .notAStore(path: path, reason: reason) : .unopenable(path: path, reason: reason)
        case .sql(let code, let reason) where code & 0xFF == 1 || code & 0xFF == 26:
            .notAStore(path: path, reason: reason)
        case .sql(let code, let reason) where code & 0xFF == 11: .damaged(path: path, reason: reason)
        case _: .unreadable(path: path, reason: "\(error)")
        }
    }
}
