/// Where a sealed value stands: bound into the seal, so that a value moved to another row, column or table does not
/// open there.
package struct SealedPlace: Sendable, Equatable {
    /// The table's name.
    package let table: String
    /// The column's name.
    package let column: String
    /// The row's primary key, its parts in order.
    package let row: [String]

    /// A column of a row.
    package init(table: String, column: String, row: String...) {
        self.table = table
        self.column = column
        self.row = row
    }

    /// Every part preceded by its length, so that no two places read alike.
    var associated: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(row.reduce(8 + table.utf8.count + column.utf8.count) { $0 + 4 + $1.utf8.count })
        Self.append(table, to: &bytes)
        Self.append(column, to: &bytes)
        for part in row { Self.append(part, to: &bytes) }
        return bytes
    }

    private static func append(_ part: String, to bytes: inout [UInt8]) {
        let count = UInt32(part.utf8.count)
        bytes.append(UInt8(truncatingIfNeeded: count >> 24))
        bytes.append(UInt8(truncatingIfNeeded: count >> 16))
        bytes.append(UInt8(truncatingIfNeeded: count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(contentsOf: part.utf8)
    }
}
