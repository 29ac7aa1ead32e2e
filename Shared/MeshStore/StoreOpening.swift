import GRDBSQLite
import MeshKernel

/// What a store does once, after its schema is in order and before anybody may use it.
enum StoreOpening {
    /// The name of this store's history, made when there is none.
    static func epoch(_ connection: Connection, random: any RandomSource) throws(StoreError) -> String {
        do {
            _ = try connection.execute(
                "INSERT INTO meta (name, value) VALUES ('epoch', ?) ON CONFLICT (name) DO NOTHING",
                [.text(Hexadecimal.encode(random.bytes(16)))])
            let row = try connection.rows("SELECT value FROM meta WHERE name = 'epoch'", [], bound: 1)
            return try row[0].text("value")
        } catch let error as StoreError {
            throw error
        } catch {
            throw .sql(code: SQLITE_ERROR, reason: "\(error)")
        }
    }

    /// Jobs that a process took with it when it died: this process holds the lock, so no other is at work on them, and
    /// whether the outside was reached is not known.
    static func recoverJobs(_ connection: Connection, time: any TimeSource) throws(StoreError) {
        _ = try connection.execute(
            "UPDATE jobs SET state = 'unknown', lease_until = NULL, next_at = ? WHERE state = 'running'",
            [SQLValue(time.wall())])
    }
}
