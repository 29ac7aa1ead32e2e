import MeshStore
import MeshTestKit

/// A table for tests, and how they use it.
enum Rows {
    static let migrations = [
        Migration(
            1, "rows",
            [
                """
                CREATE TABLE rows (
                    caller INTEGER NOT NULL, number INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (caller, number)
                ) STRICT
                """,
                "CREATE TABLE measured (id INTEGER NOT NULL PRIMARY KEY, payload BLOB NOT NULL) STRICT",
            ])
    ]

    @Sendable static func insert(
        _ caller: Int, _ number: Int = 0, bytes: Int = 3
    ) -> @Sendable (Transaction) throws -> Void {
        { transaction in
            try transaction.execute(
                "INSERT INTO rows (caller, number, payload) VALUES (?, ?, ?)", SQLValue(caller), SQLValue(number),
                .blob([UInt8](repeating: 7, count: bytes)))
        }
    }

    /// Callers whose rows are committed.
    static func callers(_ store: Store) async throws -> [Int] {
        try await store.read { snapshot in
            try snapshot.rows("SELECT caller FROM rows ORDER BY caller, number").map { Int(try $0.integer("caller")) }
        }
    }
}
