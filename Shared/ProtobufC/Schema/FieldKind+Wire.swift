extension FieldKind {
    /// Whether a list of it can be written as one packed field.
    public var isPackable: Bool {
        switch self {
        case .string, .bytes, .message, .group: false
        case .double, .int64, .uint64, .sint64, .fixed64, .sfixed64, .float, .int32, .uint32, .sint32, .fixed32,
            .sfixed32, .bool, .enumeration:
            true
        }
    }
}

extension FieldSchema {
    /// The JSON key that protoc derives from a field's name: underscores go, the letter behind becomes upper case.
    static func jsonName(of name: String) -> String {
        var result = ""
        var capitalise = false
        for character in name {
            if character == "_" {
                capitalise = true
            } else {
                result += capitalise ? character.uppercased() : String(character)
                capitalise = false
            }
        }
        return result
    }
}
