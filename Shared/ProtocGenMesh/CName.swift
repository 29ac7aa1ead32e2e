/// The names that protoc-gen-c gives to things.
enum CName {
    /// A struct or enum: "a.b.Outer.In" becomes "A__B__Outer__In".
    static func type(_ fullName: String) -> String {
        fullName.split(separator: ".").map { camel($0) }.joined(separator: "__")
    }

    /// The stem of functions and descriptors: "a.b.OuterOne.In" becomes "a__b__outer_one__in".
    static func lower(_ fullName: String) -> String {
        fullName.split(separator: ".").map { part in
            var result = ""
            var wasUpper = true
            for character in part {
                if character.isUppercase {
                    if !wasUpper { result += "_" }
                    result += character.lowercased()
                    wasUpper = true
                } else {
                    result.append(character)
                    wasUpper = false
                }
            }
            return result
        }.joined(separator: "__")
    }

    /// A struct's member for a field.
    static func member(_ field: String) -> String {
        let lower = field.lowercased()
        return keywords.contains(lower) ? lower + "_" : lower
    }

    /// The header of a `.proto` file.
    static func header(of file: String) -> String {
        (file.hasSuffix(".proto") ? String(file.dropLast(6)) : file) + ".pb-c.h"
    }

    private static func camel(_ part: Substring) -> String {
        var result = ""
        var nextIsUpper = true
        for character in part {
            if character == "_" {
                nextIsUpper = true
            } else {
                result += nextIsUpper ? character.uppercased() : String(character)
                nextIsUpper = false
            }
        }
        return result
    }

    private static let keywords: Set<String> = [
        "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "class", "compl",
        "const", "const_cast", "continue", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
        "explicit", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable",
        "namespace", "new", "not", "not_eq", "operator", "or", "or_eq", "private", "protected", "public", "register",
        "reinterpret_cast", "return", "short", "signed", "sizeof", "static", "static_cast", "struct", "switch",
        "template", "this", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using",
        "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
    ]
}
