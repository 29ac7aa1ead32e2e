package import MeshStore

/// What stands in a store's tables, the store's own among them: to be put into a store whose schema is an earlier one, and
/// to be compared with what became of it.
package struct StoredRows: Sendable, Equatable {
    /// A table and its rows, in the order in which they were kept.
    package struct Table: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// Its columns, in their order.
        package let columns: [String]
        /// A value for each column.
        package let rows: [[SQLValue]]
    }

    /// In the order in which they were made, so that what others refer to comes before them.
    package let tables: [Table]

    private init(_ tables: [Table]) {
        self.tables = tables
    }

    /// Reads every table of a store but the list of steps that its schema has taken.
    package init(_ store: Store) async throws {
        tables = try await store.read { snapshot in
            let names = try snapshot.rows(
                """
                SELECT name FROM sqlite_schema
                WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations' ORDER BY rowid
                """
            ).map { try $0.text("name") }
            return try names.map { name in
                let columns = try snapshot.rows("SELECT name FROM pragma_table_info('\(name)') ORDER BY cid").map {
                    try $0.text("name")
                }
                let rows = try snapshot.rows("SELECT * FROM \(name)").map { row in
                    try columns.map { try row.value($0) }
                }
                return Table(name: name, columns: columns, rows: rows)
            }
        }
    }

    /// The table of that name; nil when there is none.
    package subscript(_ name: String) -> Table? { tables.first { $0.name == name } }

    /// What of these rows a store has room for that has no more than the tables and columns of `earlier`.
    package func limited(to earlier: StoredRows) -> StoredRows {
        StoredRows(
            earlier.tables.compactMap { place in
                guard let table = self[place.name] else { return nil }
                let kept = place.columns.filter(table.columns.contains)
                let positions = kept.compactMap { table.columns.firstIndex(of: $0) }
                return Table(
                    name: table.name, columns: kept, rows: table.rows.map { row in positions.map { row[$0] } })
            })
    }

    /// Puts these rows into a store in the place of all that it has.
    package func put(into store: Store) async throws {
        try await store.write { [tables] transaction in
            for table in tables.reversed() { try transaction.execute("DELETE FROM \(table.name)") }
            for table in tables {
                let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
                let statement =
                    "INSERT INTO \(table.name) (\(table.columns.joined(separator: ", "))) VALUES (\(marks))"
                for row in table.rows { try transaction.execute(statement, row) }
            }
        }
    }
}
