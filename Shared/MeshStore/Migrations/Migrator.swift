import GRDBSQLite
import MeshCrypto
import MeshKernel

/// Brings a store's schema to what the code expects, or refuses to open it.
struct Migrator {
    /// Whose steps these are: the store's own and the service's are counted apart.
    enum Scope: String {
        case mesh
        case service
    }

    let connection: Connection
    let time: any TimeSource

    /// Takes the steps that are missing. Called inside the connection's `access`.
    func migrate(_ scope: Scope, _ migrations: [Migration]) throws(StoreError) {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw .migrationMisnumbered(scope: scope.rawValue, number: migration.number)
        }
        let applied = try applied(scope)
        guard applied.count <= migrations.count else {
            throw .newerSchema(scope: scope.rawValue, found: applied.count, known: migrations.count)
        }
        for (migration, checksum) in zip(migrations, applied) where migration.checksum != checksum {
            throw .migrationChanged(scope: scope.rawValue, number: migration.number)
        }
        for migration in migrations.dropFirst(applied.count) { try take(migration, scope) }
    }

    /// Checksums of the steps that the store has taken, in order.
    private func applied(_ scope: Scope) throws(StoreError) -> [[UInt8]] {
        _ = try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                scope TEXT NOT NULL,
                number INTEGER NOT NULL CHECK (number >= 1),
                name TEXT NOT NULL,
                checksum BLOB NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (scope, number)
            ) STRICT
            """)
        do {
            let rows = try connection.rows(
                "SELECT number, checksum FROM schema_migrations WHERE scope = ? ORDER BY number",
                [.text(scope.rawValue)], bound: Limits.queryRowsMax)
            return try rows.map { try $0.blob("checksum") }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .sql(code: SQLITE_ERROR, reason: "\(error)")
        }
    }

    private func take(_ migration: Migration, _ scope: Scope) throws(StoreError) {
        do throws(StoreError) {
            _ = try connection.execute("BEGIN IMMEDIATE")
            for statement in migration.statements { _ = try connection.execute(statement) }
            _ = try connection.execute(
                "INSERT INTO schema_migrations (scope, number, name, checksum, at) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(scope.rawValue), SQLValue(migration.number), .text(migration.name),
                    .blob(migration.checksum), SQLValue(time.wall()),
                ])
            _ = try connection.execute("COMMIT")
        } catch {
            if connection.isInsideTransaction { _ = try? connection.execute("ROLLBACK") }
            throw .migrationFailed(scope: scope.rawValue, number: migration.number, reason: "\(error)")
        }
    }
}

extension Migration {
    /// SHA-256 over name and statements, each preceded by its length so that none can move into its neighbour.
    var checksum: [UInt8] {
        var bytes: [UInt8] = []
        for part in [name] + statements {
            let text = Array(part.utf8)
            bytes.append(contentsOf: withUnsafeBytes(of: UInt64(text.count).bigEndian, Array.init))
            bytes.append(contentsOf: text)
        }
        return Digest.sha256(bytes)
    }
}
