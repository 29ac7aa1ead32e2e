#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Copying and checking whole database files, on a thread that may block.
enum Backup {
    static func copy(_ source: String, to path: String) throws {
        // A file that is there is somebody's: never written over.
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.unopenable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        do {
            try copyPages(source, to: path)
            guard fsync(descriptor) == 0 else {
                throw StoreError.unopenable(path: path, reason: String(cString: strerror(errno)))
            }
            try StoreFile.synchronise(path)
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func copyPages(_ source: String, to path: String) throws {
        let from = try Connection(path: source, readonly: true, pragmas: [], label: "backup source")
        do {
            let into = try Connection(path: path, readonly: false, pragmas: [], label: "backup")
            do {
                try from.access {
                    // One snapshot for the whole copy: without it every commit of the writer begins the copy anew.
                    _ = try from.execute("BEGIN")
                    _ = try from.rows("SELECT COUNT(*) FROM sqlite_master", [], bound: 1)
                    defer { _ = try? from.execute("ROLLBACK") }
                    try from.backup(to: into)
                }
                // The copy's pages say that it has a log; a file at rest needs none.
                try into.access { _ = try into.pragma("PRAGMA journal_mode = DELETE") }
            } catch {
                try? into.close()
                throw error
            }
            try into.close()
        } catch {
            try? from.close()
            throw error
        }
        try from.close()
    }

    static func check(_ path: String) throws -> StoreCheck {
        let connection = try Connection(path: path, readonly: true, pragmas: [], label: "check")
        defer { try? connection.close() }
        return try connection.access {
            let damages = try damages(connection)
            guard damages.isEmpty else {
                return StoreCheck(
                    damages: damages, danglingReferences: [:], epoch: "", feedHead: 0, serviceMigrations: 0)
            }
            var dangling: [String: Int] = [:]
            for row in try connection.rows("PRAGMA foreign_key_check", [], bound: Limits.queryRowsMax) {
                dangling[try row.text("table"), default: 0] += 1
            }
            let epoch = try connection.rows("SELECT value FROM meta WHERE name = 'epoch'", [], bound: 1)
            let head = try connection.rows("SELECT position FROM feed_head WHERE shard = 0", [], bound: 1)
            let steps = try connection.rows(
                "SELECT COUNT(*) AS steps FROM schema_migrations WHERE scope = 'service'", [], bound: 1)
            return StoreCheck(
                damages: damages, danglingReferences: dangling, epoch: try epoch.first?.text("value") ?? "",
                feedHead: try head.first?.integer("position") ?? 0,
                serviceMigrations: Int(try steps.first?.integer("steps") ?? 0))
        }
    }

    private static func damages(_ connection: Connection) throws -> [String] {
        do {
            return try connection.rows("PRAGMA integrity_check", [], bound: 100)
                .map { try $0.text("integrity_check") }.filter { $0 != "ok" }
        } catch let error as StoreError {
            // Some damage ends the check itself.
            guard let code = error.sqliteCode, StoreError.isStorageFailure(code: code) else { throw error }
            return ["\(error)"]
        }
    }
}
