import ProtobufC

/// Writes the enums and messages of one file.
struct ValuesWriter {
    private let file: FileSchema
    private let namespace: String
    private let catalogue: Catalogue
    private let parameters: Parameters

    init(_ file: FileSchema, _ namespace: String, _ catalogue: Catalogue, _ parameters: Parameters) {
        self.file = file
        self.namespace = namespace
        self.catalogue = catalogue
        self.parameters = parameters
    }

    mutating func write() throws(GeneratorError) -> String {
        var text = SourceText()
        Header.write(&text, from: [file.name], parameters)
        for module in try imports() { text.line("public import \(module)") }
        if try !imports().isEmpty { text.line() }
        try text.block("extension \(namespace) {") { text throws(GeneratorError) in
            var isFirst = true
            for schema in file.enums {
                if !isFirst { text.line() }
                isFirst = false
                EnumWriter(schema).write(&text)
            }
            for schema in file.messages {
                if !isFirst { text.line() }
                isFirst = false
                try MessageWriter(schema, catalogue).write(&text)
            }
        }
        return text.text
    }

    /// Exactly the modules that public declarations use: one too many is a warning.
    private func imports() throws(GeneratorError) -> [String] {
        guard !file.messages.isEmpty else { return [] }
        var modules: Set<String> = [parameters.cModule]
        if parameters.module != "ProtobufC" { modules.insert("ProtobufC") }
        for message in file.messages.flatMap(\.withNested) {
            for field in message.fields {
                switch field.kind {
                case .message(let name):
                    let target = try catalogue.message(name)
                    guard !target.module.isEmpty else { throw .unsupported("\(name) has no Swift values") }
                    modules.insert(target.module)
                case .enumeration(let name):
                    let target = try catalogue.enumeration(name)
                    guard !target.module.isEmpty else { throw .unsupported("\(name) has no Swift values") }
                    modules.insert(target.module)
                default: break
                }
            }
        }
        modules.remove(parameters.module)
        return modules.sorted()
    }
}
