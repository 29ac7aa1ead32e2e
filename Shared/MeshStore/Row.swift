package import MeshKernel

/// One row of a result, copied out of the database. Each accessor throws `StoreError.column` for a name that the result
/// does not have and for a value of another type; null is another type except in the optional forms.
package struct Row: Sendable {
    let columns: ColumnNames
    let values: [SQLValue]

    /// The value of any type.
    package func value(_ name: String) throws(StoreError) -> SQLValue {
        for (index, column) in columns.names.enumerated() where column == name { return values[index] }
        throw .column(name)
    }

    /// An integer.
    package func integer(_ name: String) throws(StoreError) -> Int64 {
        guard case .integer(let integer) = try value(name) else { throw .column(name) }
        return integer
    }

    /// A text.
    package func text(_ name: String) throws(StoreError) -> String {
        guard case .text(let text) = try value(name) else { throw .column(name) }
        return text
    }

    /// Bytes.
    package func blob(_ name: String) throws(StoreError) -> [UInt8] {
        guard case .blob(let bytes) = try value(name) else { throw .column(name) }
        return bytes
    }

    /// A truth, stored as 0 or 1 and nothing else.
    package func boolean(_ name: String) throws(StoreError) -> Bool {
        switch try integer(name) {
        case 0: false
        case 1: true
        default: throw .column(name)
        }
    }

    /// A moment, stored as milliseconds.
    package func time(_ name: String) throws(StoreError) -> WallTime {
        WallTime(milliseconds: try integer(name))
    }

    /// An integer, or nil for null.
    package func optionalInteger(_ name: String) throws(StoreError) -> Int64? {
        try value(name) == .null ? nil : integer(name)
    }

    /// A text, or nil for null.
    package func optionalText(_ name: String) throws(StoreError) -> String? {
        try value(name) == .null ? nil : text(name)
    }

    /// Bytes, or nil for null.
    package func optionalBlob(_ name: String) throws(StoreError) -> [UInt8]? {
        try value(name) == .null ? nil : blob(name)
    }

    /// A moment, or nil for null.
    package func optionalTime(_ name: String) throws(StoreError) -> WallTime? {
        try value(name) == .null ? nil : time(name)
    }
}

/// The names of a statement's columns, shared by its rows.
final class ColumnNames: Sendable {
    let names: [String]

    init(_ names: [String]) {
        self.names = names
    }
}
