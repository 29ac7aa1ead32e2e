import ProtobufC

/// The Swift of one kind of field: its type, its default, and the expressions that copy it out of and into C.
struct FieldCode {
    let field: FieldSchema
    let catalogue: Catalogue
    /// For error texts.
    let place: String

    init(_ field: FieldSchema, in message: String, _ catalogue: Catalogue) throws(GeneratorError) {
        self.field = field
        self.catalogue = catalogue
        place = "\(message).\(field.name)"
        if field.kind == .group { throw .unsupported("\(place) is a group") }
    }

    var name: String { SwiftName.escaped(SwiftName.member(field.name)) }

    /// The type of one value.
    func elementType() throws(GeneratorError) -> String {
        switch field.kind {
        case .double: "Double"
        case .float: "Float"
        case .int64, .sint64, .sfixed64: "Int64"
        case .uint64, .fixed64: "UInt64"
        case .int32, .sint32, .sfixed32: "Int32"
        case .uint32, .fixed32: "UInt32"
        case .bool: "Bool"
        case .string: "String"
        case .bytes: "[UInt8]"
        case .message(let name): try catalogue.message(name).swiftName
        case .enumeration(let name): try catalogue.enumeration(name).swiftName
        case .group: throw .unsupported("\(place) is a group")
        }
    }

    /// The property's type.
    func type() throws(GeneratorError) -> String {
        if let entry = catalogue.mapEntry(of: field) {
            let (key, value) = try FieldCode.keyAndValue(of: entry, catalogue)
            return "[\(try key.elementType()): \(try value.elementType())]"
        }
        if field.isRepeated { return "[\(try elementType())]" }
        if case .message = field.kind { return "\(try elementType())?" }
        return try elementType()
    }

    /// The property's default.
    func defaultValue() throws(GeneratorError) -> String {
        if catalogue.mapEntry(of: field) != nil { return "[:]" }
        if field.isRepeated { return "[]" }
        switch field.kind {
        case .message: return "nil"
        case .enumeration(let name): return ".\(try catalogue.enumeration(name).zeroCase)"
        case .bool: return "false"
        case .string: return "\"\""
        case .bytes: return "[]"
        default: return "0"
        }
    }

    /// An expression for one value that lies in the C expression `source`.
    func out(_ source: String) throws(GeneratorError) -> String {
        switch field.kind {
        case .bool: "\(source) != 0"
        case .string: "try CopyOut.string(\(source), \"\(place)\")"
        case .bytes: "CopyOut.bytes(\(source))"
        case .enumeration:
            "\(try elementType())(rawValue: Int32(truncatingIfNeeded: \(source).rawValue))"
        case .message: "try CopyOut.message(\(source))"
        default: source
        }
    }

    /// An expression of one C value for the Swift expression `value`.
    func `in`(_ value: String) -> String {
        switch field.kind {
        case .bool: "\(value) ? 1 : 0"
        case .string, .bytes, .message: "arena.copy(\(value))"
        case .enumeration: ".init(rawValue: .init(truncatingIfNeeded: \(value).rawValue))"
        default: value
        }
    }

    /// An expression for a list whose count and start are given in C.
    func listOut(_ count: String, _ start: String) throws(GeneratorError) -> String {
        switch field.kind {
        case .bool: "CopyOut.booleans(\(count), \(start))"
        case .string: "try CopyOut.strings(\(count), \(start), \"\(place)\")"
        case .bytes: "CopyOut.byteStrings(\(count), \(start))"
        case .enumeration:
            "CopyOut.enums(\(count), \(start)) { \(try elementType())(rawValue: $0) }"
        case .message: "try CopyOut.messages(\(count), \(start))"
        default: "CopyOut.numbers(\(count), \(start))"
        }
    }

    /// An expression of a C list for the Swift expression `values`.
    func listIn(_ values: String) -> String {
        switch field.kind {
        case .enumeration(let name): "arena.copy(\(values), as: \(CName.type(name)).self)"
        default: "arena.copy(\(values))"
        }
    }

    /// The fields `key` and `value` of a map's entries.
    static func keyAndValue(
        of entry: MessageSchema, _ catalogue: Catalogue
    ) throws(GeneratorError) -> (FieldCode, FieldCode) {
        guard let key = entry.fields.first(where: { $0.number == 1 }),
            let value = entry.fields.first(where: { $0.number == 2 })
        else { throw .unsupported("\(entry.fullName) is not a map's entry") }
        return (
            try FieldCode(key, in: entry.fullName, catalogue), try FieldCode(value, in: entry.fullName, catalogue)
        )
    }
}
