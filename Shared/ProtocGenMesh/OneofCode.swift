import ProtobufC

/// The Swift of one oneof: an enum with a case for each member.
struct OneofCode {
    let schema: OneofSchema
    private let message: String
    private let members: [FieldCode]
    private let recursiveFields: Set<UInt32>

    init(
        _ index: Int, of message: MessageSchema, _ catalogue: Catalogue, _ recursiveFields: Set<UInt32>
    ) throws(GeneratorError) {
        schema = message.oneofs[index]
        self.message = message.fullName
        var members: [FieldCode] = []
        for field in message.fields where field.oneofIndex == index {
            members.append(try FieldCode(field, in: message.fullName, catalogue))
        }
        self.members = members
        self.recursiveFields = recursiveFields
    }

    var name: String { SwiftName.escaped(SwiftName.member(schema.name)) }
    var typeName: String { SwiftName.escaped(SwiftName.type(schema.name)) }

    func writeType(_ text: inout SourceText) throws(GeneratorError) {
        text.comment(schema.comment, or: "What the oneof `\(schema.name)` can hold.")
        try text.block("public enum \(typeName): Sendable, Equatable {") { text throws(GeneratorError) in
            for member in members {
                text.comment(member.field.comment, or: "Field \(member.field.number), `\(member.field.name)`.")
                let indirect = recursiveFields.contains(member.field.number) ? "indirect " : ""
                text.line("\(indirect)case \(member.name)(\(try member.elementType()))")
            }
        }
    }

    func writeCopying(_ text: inout SourceText) throws(GeneratorError) {
        text.line("switch source.pointee.\(schema.name)_case.rawValue {")
        for member in members {
            let source = "source.pointee.\(SwiftName.escaped(CName.member(member.field.name)))"
            var expression = try member.out(source)
            if case .message = member.field.kind {
                expression = "\(expression) ?? \(try member.elementType())()"
            }
            text.line("case \(member.field.number): self.\(name) = .\(member.name)(\(expression))")
        }
        text.line("default: self.\(name) = nil")
        text.line("}")
    }

    func writeFill(_ text: inout SourceText) {
        text.line("switch self.\(name) {")
        for member in members {
            text.line("case .\(member.name)(let value):")
            text.line("    target.pointee.\(schema.name)_case = .init(rawValue: \(member.field.number))")
            text.line(
                "    target.pointee.\(SwiftName.escaped(CName.member(member.field.name))) = \(member.in("value"))")
        }
        text.line("case nil: break")
        text.line("}")
    }
}
