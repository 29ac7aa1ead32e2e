import ProtobufC

/// The names that generated Swift uses.
enum SwiftName {
    /// A type from a message's, enum's or oneof's name: underscores go, the letter behind them becomes upper case.
    static func type(_ name: String) -> String {
        var result = ""
        var nextIsUpper = true
        for character in name {
            if character == "_" {
                nextIsUpper = true
            } else {
                result += nextIsUpper ? character.uppercased() : String(character)
                nextIsUpper = false
            }
        }
        return result
    }

    /// A property, argument or enum case from `snake_case`; not yet escaped. `self` cannot be one, in backticks or not.
    static func member(_ name: String) -> String {
        let camel = type(name)
        let member = camel.prefix(1).lowercased() + camel.dropFirst()
        return member == "self" ? "selfValue" : member
    }

    /// A method's name: "GetBundle" becomes "getBundle", "URLOf" becomes "urlOf".
    static func method(_ name: String) -> String {
        let characters = Array(name)
        var upper = characters.prefix { $0.isUppercase }.count
        if upper > 1, upper < characters.count { upper -= 1 }
        return characters[..<upper].map { $0.lowercased() }.joined() + String(characters[upper...])
    }

    /// The cases of an enum, in order: without the enum's own name in front when all values have it.
    static func cases(of schema: EnumSchema) -> [String] {
        let prefix = upperSnake(schema.name) + "_"
        let short = schema.values.allSatisfy { value in
            value.name.hasPrefix(prefix) && value.name.dropFirst(prefix.count).first?.isLetter == true
        }
        return schema.values.map { value in
            let name = member((short ? String(value.name.dropFirst(prefix.count)) : value.name).lowercased())
            return name == "unrecognized" ? "unrecognizedValue" : name
        }
    }

    /// In backticks when Swift keeps the word for itself.
    static func escaped(_ name: String) -> String {
        keywords.contains(name) ? "`\(name)`" : name
    }

    /// The namespace of a file: its `swift_prefix`, or its package in camel case.
    static func namespace(of file: FileSchema) -> String {
        file.swiftPrefix.isEmpty
            ? file.package.split(separator: ".").map { type(String($0)) }.joined() : file.swiftPrefix
    }

    private static func upperSnake(_ name: String) -> String {
        var result = ""
        var wasLower = false
        for character in name {
            if character.isUppercase, wasLower { result += "_" }
            result += character.uppercased()
            wasLower = character.isLowercase || character.isNumber
        }
        return result
    }

    private static let keywords: Set<String> = [
        "Any", "Protocol", "Self", "Type", "as", "associatedtype", "async", "await", "break", "case", "catch", "class",
        "continue", "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false",
        "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
        "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self",
        "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var",
        "where", "while",
    ]
}
