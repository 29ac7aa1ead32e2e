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
        for part in [table, column] + row {
            let text = part.utf8
            bytes.append(contentsOf: withUnsafeBytes(of: UInt32(text.count).bigEndian, Array.init))
            bytes.append(contentsOf: text)
        }
        return bytes
    }
}
