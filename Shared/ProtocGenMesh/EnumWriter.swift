import ProtobufC

/// Writes one enum.
struct EnumWriter {
    private let schema: EnumSchema

    init(_ schema: EnumSchema) {
        self.schema = schema
    }

    func write(_ text: inout SourceText) {
        let cases = SwiftName.cases(of: schema).map { SwiftName.escaped($0) }
        var firstOf: [Int32: String] = [:]
        var values: [(name: String, value: EnumSchema.Value)] = []
        var aliases: [(name: String, original: String, value: EnumSchema.Value)] = []
        for (name, value) in zip(cases, schema.values) {
            if let original = firstOf[value.number] {
                aliases.append((name, original, value))
            } else {
                firstOf[value.number] = name
                values.append((name, value))
            }
        }
        text.comment(schema.comment, or: "The enum `\(schema.fullName)`.")
        let name = SwiftName.escaped(SwiftName.type(schema.name))
        text.block("public enum \(name): RawRepresentable, Sendable, Hashable {") { text in
            for (name, value) in values {
                text.comment(value.comment, or: "`\(value.name)`, \(value.number).")
                text.line("case \(name)")
            }
            text.comment("", or: "A number this version has no name for; never one of the numbers above.")
            text.line("case unrecognized(Int32)")
            text.line()
            for (name, original, value) in aliases {
                text.comment(value.comment, or: "`\(value.name)`, another name of `\(original)`.")
                text.line("public static let \(name): Self = .\(original)")
                text.line()
            }
            text.comment("", or: "The case of a number; every number has one.")
            text.block("public init(rawValue: Int32) {") { text in
                text.line("switch rawValue {")
                for (name, value) in values { text.line("case \(value.number): self = .\(name)") }
                text.line("default: self = .unrecognized(rawValue)")
                text.line("}")
            }
            text.line()
            text.comment("", or: "The number on the wire.")
            text.block("public var rawValue: Int32 {") { text in
                text.line("switch self {")
                for (name, value) in values { text.line("case .\(name): \(value.number)") }
                text.line("case .unrecognized(let number): number")
                text.line("}")
            }
        }
    }
}
