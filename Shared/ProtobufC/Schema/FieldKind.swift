/// The types a field can have; names are those of the language.
public enum FieldKind: Sendable, Hashable {
    /// A 64-bit number.
    case double, int64, uint64, sint64, fixed64, sfixed64
    /// A 32-bit number.
    case float, int32, uint32, sint32, fixed32, sfixed32
    /// True or false.
    case bool
    /// UTF-8 text.
    case string
    /// Bytes.
    case bytes
    /// A message of this full name.
    case message(String)
    /// An enum of this full name.
    case enumeration(String)
    /// proto2's groups, which nothing here supports.
    case group
}

extension FieldKind: CustomStringConvertible {
    /// As it would stand in a `.proto` file.
    public var description: String {
        switch self {
        case .double: "double"
        case .int64: "int64"
        case .uint64: "uint64"
        case .sint64: "sint64"
        case .fixed64: "fixed64"
        case .sfixed64: "sfixed64"
        case .float: "float"
        case .int32: "int32"
        case .uint32: "uint32"
        case .sint32: "sint32"
        case .fixed32: "fixed32"
        case .sfixed32: "sfixed32"
        case .bool: "bool"
        case .string: "string"
        case .bytes: "bytes"
        case .message(let name), .enumeration(let name): name
        case .group: "group"
        }
    }
}
