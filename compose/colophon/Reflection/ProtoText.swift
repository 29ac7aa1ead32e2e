import ProtobufC

/// Schemas as the text of a .proto file.
enum ProtoText {
    /// What `word` names: (full name, text) of every service, method, message and enum whose full name is `word` or ends
    /// in `.word`; upper and lower case do not matter.
    static func describe(_ word: String, in files: [FileSchema]) -> [(String, String)] {
        var found: [(String, String)] = []
        for file in files {
            for service in file.services {
                if Reflection.names(word, service.fullName) { found.append((service.fullName, text(service))) }
                for method in service.methods where Reflection.names(word, "\(service.fullName).\(method.name)") {
                    found.append(("\(service.fullName)/\(method.name)", text(method, indent: "")))
                }
            }
            for message in file.messages { collect(word, message, &found) }
            for enumeration in file.enums where Reflection.names(word, enumeration.fullName) {
                found.append((enumeration.fullName, text(enumeration, indent: "")))
            }
        }
        return found
    }

    private static func collect(_ word: String, _ message: MessageSchema, _ found: inout [(String, String)]) {
        if Reflection.names(word, message.fullName) { found.append((message.fullName, text(message, indent: ""))) }
        for inner in message.messages where !inner.isMapEntry { collect(word, inner, &found) }
        for inner in message.enums where Reflection.names(word, inner.fullName) {
            found.append((inner.fullName, text(inner, indent: "")))
        }
    }

    private static func comment(_ comment: String, _ indent: String) -> String {
        comment.split(separator: "\n", omittingEmptySubsequences: true)
            .map { line in indent + "// " + line.drop { $0 == " " } + "\n" }.joined()
    }

    private static func text(_ service: ServiceSchema) -> String {
        comment(service.comment, "") + "service \(service.name) {\n"
            + service.methods.map { text($0, indent: "  ") }.joined() + "}\n"
    }

    private static func text(_ method: MethodSchema, indent: String) -> String {
        let request = (method.requestStreaming ? "stream " : "") + method.requestType
        let response = (method.responseStreaming ? "stream " : "") + method.responseType
        return comment(method.comment, indent) + "\(indent)rpc \(method.name)(\(request)) returns (\(response));\n"
    }

    private static func text(_ message: MessageSchema, indent: String) -> String {
        let inner = indent + "  "
        var result = comment(message.comment, indent) + "\(indent)message \(message.name) {\n"
        for nested in message.enums { result += text(nested, indent: inner) }
        for nested in message.messages where !nested.isMapEntry { result += text(nested, indent: inner) }
        for field in message.fields where field.oneofIndex == nil { result += text(field, of: message, indent: inner) }
        for (index, oneof) in message.oneofs.enumerated() {
            result += comment(oneof.comment, inner) + "\(inner)oneof \(oneof.name) {\n"
            for field in message.fields where field.oneofIndex == index {
                result += text(field, of: message, indent: inner + "  ")
            }
            result += "\(inner)}\n"
        }
        return result + "\(indent)}\n"
    }

    private static func text(_ field: FieldSchema, of message: MessageSchema, indent: String) -> String {
        var type = (field.isRepeated ? "repeated " : "") + field.kind.description
        if case .message(let name) = field.kind, let entry = message.messages.first(where: { $0.fullName == name }),
            entry.isMapEntry, entry.fields.count == 2
        {
            type = "map<\(entry.fields[0].kind), \(entry.fields[1].kind)>"
        }
        return comment(field.comment, indent) + "\(indent)\(type) \(field.name) = \(field.number);\n"
    }

    private static func text(_ enumeration: EnumSchema, indent: String) -> String {
        let values = enumeration.values.map { value in
            comment(value.comment, indent + "  ") + "\(indent)  \(value.name) = \(value.number);\n"
        }
        return comment(enumeration.comment, indent) + "\(indent)enum \(enumeration.name) {\n" + values.joined()
            + "\(indent)}\n"
    }
}
