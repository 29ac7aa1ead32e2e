import ProtobufC

/// Every type of the request by its full name.
struct Catalogue {
    struct MessageEntry {
        var schema: MessageSchema
        /// Qualified with its namespace.
        var swiftName: String
        var module: String
        /// Whether a value of it can contain another without a list, map or box between.
        var recursiveFields: Set<UInt32> = []
    }

    struct EnumEntry {
        var schema: EnumSchema
        var swiftName: String
        var module: String
        /// The case for 0, escaped.
        var zeroCase: String
    }

    private(set) var messages: [String: MessageEntry] = [:]
    private(set) var enums: [String: EnumEntry] = [:]

    init(_ files: [FileSchema], _ parameters: Parameters) throws(GeneratorError) {
        for file in files {
            // Values of descriptor.proto are nowhere; only its C structs are used.
            let module = file.syntax == "proto3" ? try parameters.home(of: file.package) : ""
            let namespace = SwiftName.namespace(of: file)
            for message in file.messages { add(message, in: namespace, module) }
            for one in file.enums { add(one, in: namespace, module) }
        }
        for name in messages.keys.sorted() { findRecursion(name) }
    }

    private mutating func add(_ message: MessageSchema, in scope: String, _ module: String) {
        let name = scope + "." + SwiftName.escaped(SwiftName.type(message.name))
        messages[message.fullName] = MessageEntry(schema: message, swiftName: name, module: module)
        for nested in message.messages { add(nested, in: name, module) }
        for nested in message.enums { add(nested, in: name, module) }
    }

    private mutating func add(_ schema: EnumSchema, in scope: String, _ module: String) {
        let zero = schema.values.firstIndex { $0.number == 0 } ?? 0
        enums[schema.fullName] = EnumEntry(
            schema: schema, swiftName: scope + "." + SwiftName.escaped(SwiftName.type(schema.name)), module: module,
            zeroCase: SwiftName.escaped(SwiftName.cases(of: schema)[zero]))
    }

    /// Marks the fields of `name` through which a value would contain a value of its own type.
    private mutating func findRecursion(_ name: String) {
        guard let entry = messages[name] else { return }
        for field in entry.schema.fields {
            guard !field.isRepeated, case .message(let target) = field.kind else { continue }
            if reaches(target, name) { messages[name]?.recursiveFields.insert(field.number) }
        }
    }

    /// Whether `to` can be contained in `from` without a list or map between.
    private func reaches(_ from: String, _ to: String) -> Bool {
        var waiting = [from]
        var seen: Set<String> = []
        while let name = waiting.popLast() {
            if name == to { return true }
            guard seen.insert(name).inserted, let entry = messages[name] else { continue }
            for field in entry.schema.fields where !field.isRepeated {
                if case .message(let target) = field.kind { waiting.append(target) }
            }
        }
        return false
    }

    func message(_ name: String) throws(GeneratorError) -> MessageEntry {
        guard let entry = messages[name] else { throw .unsupported("no message \(name)") }
        return entry
    }

    func enumeration(_ name: String) throws(GeneratorError) -> EnumEntry {
        guard let entry = enums[name] else { throw .unsupported("no enum \(name)") }
        return entry
    }

    /// The entry message when the field is a map.
    func mapEntry(of field: FieldSchema) -> MessageSchema? {
        guard field.isRepeated, case .message(let name) = field.kind, let entry = messages[name],
            entry.schema.isMapEntry
        else { return nil }
        return entry.schema
    }
}
