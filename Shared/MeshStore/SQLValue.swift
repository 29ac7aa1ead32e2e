package import MeshKernel

/// A value of a column or an argument: the types that every database behind the store knows.
package enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

extension SQLValue {
    /// An integer of any width that fits sixty-four signed bits, which is a precondition.
    package init(_ value: some BinaryInteger) {
        self = .integer(Int64(value))
    }

    /// A text.
    package init(_ value: String) {
        self = .text(value)
    }

    /// Bytes.
    package init(_ value: [UInt8]) {
        self = .blob(value)
    }

    /// A truth, as 0 or 1.
    package init(_ value: Bool) {
        self = .integer(value ? 1 : 0)
    }

    /// A moment, as milliseconds.
    package init(_ value: WallTime) {
        self = .integer(value.milliseconds)
    }

    /// An identifier's text.
    package init(_ value: Identifier) {
        self = .text(value.text)
    }

    /// A text or null.
    package init(_ value: String?) {
        self = value.map(SQLValue.text) ?? .null
    }

    /// Bytes or null.
    package init(_ value: [UInt8]?) {
        self = value.map(SQLValue.blob) ?? .null
    }

    /// An integer or null.
    package init(_ value: Int64?) {
        self = value.map(SQLValue.integer) ?? .null
    }

    /// A moment as milliseconds, or null.
    package init(_ value: WallTime?) {
        self = value.map { .integer($0.milliseconds) } ?? .null
    }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// An integer written in the source.
    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// A text written in the source.
    package init(stringLiteral value: String) {
        self = .text(value)
    }

    /// A truth written in the source, as 0 or 1.
    package init(booleanLiteral value: Bool) {
        self = .integer(value ? 1 : 0)
    }

    /// Null.
    package init(nilLiteral: ()) {
        self = .null
    }
}
