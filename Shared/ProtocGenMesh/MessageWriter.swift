import ProtobufC

/// Writes one message with everything inside it.
struct MessageWriter {
    private let schema: MessageSchema
    private let catalogue: Catalogue
    private let recursiveFields: Set<UInt32>

    init(_ schema: MessageSchema, _ catalogue: Catalogue) throws(GeneratorError) {
        self.schema = schema
        self.catalogue = catalogue
        recursiveFields = try catalogue.message(schema.fullName).recursiveFields
        let nested = Set((schema.messages.map(\.name) + schema.enums.map(\.name)).map(SwiftName.type))
        for oneof in schema.oneofs where nested.contains(SwiftName.type(oneof.name)) {
            throw .unsupported("\(schema.fullName): the oneof \(oneof.name) and a nested type would have one name")
        }
    }

    /// A property: a field, or all members of a oneof together.
    private enum Property {
        case field(FieldCode, isBoxed: Bool)
        case oneof(OneofCode)

        var name: String {
            switch self {
            case .field(let code, _): code.name
            case .oneof(let code): code.name
            }
        }

        func type() throws(GeneratorError) -> String {
            switch self {
            case .field(let code, _): try code.type()
            case .oneof(let code): "\(code.typeName)?"
            }
        }

        func defaultValue() throws(GeneratorError) -> String {
            switch self {
            case .field(let code, _): try code.defaultValue()
            case .oneof: "nil"
            }
        }
    }

    private func properties() throws(GeneratorError) -> [Property] {
        var properties: [Property] = []
        var seen: Set<Int> = []
        for field in schema.fields {
            if let index = field.oneofIndex {
                guard seen.insert(index).inserted else { continue }
                properties.append(.oneof(try OneofCode(index, of: schema, catalogue, recursiveFields)))
            } else {
                properties.append(
                    .field(
                        try FieldCode(field, in: schema.fullName, catalogue),
                        isBoxed: recursiveFields.contains(field.number)))
            }
        }
        return properties
    }

    func write(_ text: inout SourceText) throws(GeneratorError) {
        let properties = try self.properties()
        text.comment(schema.comment, or: "The message `\(schema.fullName)`.")
        let name = SwiftName.escaped(SwiftName.type(schema.name))
        try text.block("public struct \(name): ProtobufMessage {") { text throws(GeneratorError) in
            for nested in schema.enums {
                EnumWriter(nested).write(&text)
                text.line()
            }
            for nested in schema.messages where !nested.isMapEntry {
                try MessageWriter(nested, catalogue).write(&text)
                text.line()
            }
            for case .oneof(let code) in properties {
                try code.writeType(&text)
                text.line()
            }
            for property in properties { try writeProperty(property, &text) }
            if !properties.isEmpty { text.line() }
            try writeInitialisers(properties, &text)
            text.line()
            writeDescription(&text)
            text.line()
            try writeCopying(properties, &text)
            text.line()
            try writeFill(properties, &text)
        }
    }

    private func writeProperty(_ property: Property, _ text: inout SourceText) throws(GeneratorError) {
        switch property {
        case .field(let code, isBoxed: false):
            text.comment(code.field.comment, or: "Field \(code.field.number), `\(code.field.name)`.")
            text.line("public var \(code.name): \(try code.type()) = \(try code.defaultValue())")
        case .field(let code, isBoxed: true):
            let box = SwiftName.member(code.field.name) + "Box"
            text.comment(code.field.comment, or: "Field \(code.field.number), `\(code.field.name)`.")
            try text.block("public var \(code.name): \(try code.type()) {") { text throws(GeneratorError) in
                text.line("get { \(box)?.value }")
                text.line("set { \(box) = newValue.map { .holding($0) } }")
            }
            text.line("private var \(box): Indirect<\(try code.elementType())>?")
        case .oneof(let code):
            text.comment(code.schema.comment, or: "The oneof `\(code.schema.name)`; nil when none of it is there.")
            text.line("public var \(code.name): \(code.typeName)?")
        }
    }

    private func writeInitialisers(_ properties: [Property], _ text: inout SourceText) throws(GeneratorError) {
        text.comment("", or: "Every field at its default.")
        text.line("public init() {}")
        guard !properties.isEmpty else { return }
        text.line()
        text.comment("", or: "The fields given; the others at their defaults.")
        var parameters: [String] = []
        for property in properties {
            parameters.append("\(property.name): \(try property.type()) = \(try property.defaultValue())")
        }
        let joined = parameters.joined(separator: ", ")
        if joined.count <= 90 {
            text.block("public init(\(joined)) {") { text in
                for property in properties { text.line("self.\(property.name) = \(property.name)") }
            }
            return
        }
        text.line("public init(")
        for (index, parameter) in parameters.enumerated() {
            text.line("    \(parameter)\(index + 1 < parameters.count ? "," : "")")
        }
        text.block(") {") { text in
            for property in properties { text.line("self.\(property.name) = \(property.name)") }
        }
    }

    private func writeDescription(_ text: inout SourceText) {
        text.comment("", or: "protobuf-c's struct.")
        text.line("public typealias CStruct = \(CName.type(schema.fullName))")
        text.line()
        text.comment("", or: "`\(schema.fullName)`.")
        text.line("public static var protoName: String { \"\(schema.fullName)\" }")
        text.line()
        text.comment("", or: "protobuf-c's description of the struct.")
        text.block("public static var descriptor: UnsafePointer<MessageDescription> {") { text in
            text.line("\(CName.lower(schema.fullName))__description()")
        }
    }

    private func writeCopying(_ properties: [Property], _ text: inout SourceText) throws(GeneratorError) {
        text.comment("", or: "Copies every field out of `source`.")
        try text.block(
            "public init(copying source: UnsafePointer<CStruct>) throws(ProtobufError) {"
        ) { text throws(GeneratorError) in
            for property in properties {
                switch property {
                case .oneof(let code): try code.writeCopying(&text)
                case .field(let code, _): try writeCopying(code, &text)
                }
            }
        }
    }

    private func writeCopying(_ code: FieldCode, _ text: inout SourceText) throws(GeneratorError) {
        let member = CName.member(code.field.name)
        let source = "source.pointee.\(SwiftName.escaped(member))"
        if let entry = catalogue.mapEntry(of: code.field) {
            let (key, value) = try FieldCode.keyAndValue(of: entry, catalogue)
            try text.block("for index in 0..<source.pointee.n_\(member) {") { text throws(GeneratorError) in
                text.line("guard let entry = \(source)?[index] else { continue }")
                text.line("let key = \(try key.out("entry.pointee.key"))")
                var expression = try value.out("entry.pointee.value")
                if case .message = value.field.kind {
                    expression = "\(expression) ?? \(try value.elementType())()"
                }
                if key.field.kind == .string {
                    text.line("try CopyOut.insert(\(expression), key, into: &self.\(code.name), \"\(code.place)\")")
                } else {
                    text.line("self.\(code.name)[key] = \(expression)")
                }
            }
        } else if code.field.isRepeated {
            text.line("self.\(code.name) = \(try code.listOut("source.pointee.n_\(member)", source))")
        } else {
            text.line("self.\(code.name) = \(try code.out(source))")
        }
    }

    private func writeFill(_ properties: [Property], _ text: inout SourceText) throws(GeneratorError) {
        text.comment("", or: "Initialises `target` with every field; its memory is the arena's.")
        try text.block(
            "public func fill(_ target: UnsafeMutablePointer<CStruct>, in arena: Arena) {"
        ) { text throws(GeneratorError) in
            text.line("\(CName.lower(schema.fullName))__init(target)")
            for property in properties {
                switch property {
                case .oneof(let code): code.writeFill(&text)
                case .field(let code, _): try writeFill(code, &text)
                }
            }
        }
    }

    private func writeFill(_ code: FieldCode, _ text: inout SourceText) throws(GeneratorError) {
        let member = CName.member(code.field.name)
        let target = "target.pointee.\(SwiftName.escaped(member))"
        if catalogue.mapEntry(of: code.field) != nil {
            try writeMapFill(code, target, &text)
        } else if code.field.isRepeated {
            text.block("if !self.\(code.name).isEmpty {") { text in
                text.line("target.pointee.n_\(member) = self.\(code.name).count")
                text.line("\(target) = \(code.listIn("self.\(code.name)"))")
            }
        } else {
            switch code.field.kind {
            case .message: text.line("if let value = self.\(code.name) { \(target) = \(code.in("value")) }")
            case .string, .bytes:
                text.line("if !self.\(code.name).isEmpty { \(target) = \(code.in("self.\(code.name)")) }")
            default: text.line("\(target) = \(code.in("self.\(code.name)"))")
            }
        }
    }

    /// Entries go out sorted by key, so that equal values have equal bytes.
    private func writeMapFill(_ code: FieldCode, _ target: String, _ text: inout SourceText) throws(GeneratorError) {
        guard let entry = catalogue.mapEntry(of: code.field) else { return }
        let (key, value) = try FieldCode.keyAndValue(of: entry, catalogue)
        let entryType = CName.type(entry.fullName)
        let order = key.field.kind == .bool ? "sorted(by: { !$0.key && $1.key })" : "sorted(by: { $0.key < $1.key })"
        text.block("if !self.\(code.name).isEmpty {") { text in
            text.line("let count = self.\(code.name).count")
            text.line("let structs = arena.space(for: \(entryType).self, count: count)")
            text.line("let pointers = arena.space(for: UnsafeMutablePointer<\(entryType)>?.self, count: count)")
            text.block("for (index, pair) in self.\(code.name).\(order).enumerated() {") { text in
                text.line("\(CName.lower(entry.fullName))__init(structs + index)")
                text.line("structs[index].key = \(key.in("pair.key"))")
                text.line("structs[index].value = \(value.in("pair.value"))")
                text.line("(pointers + index).initialize(to: structs + index)")
            }
            text.line("target.pointee.n_\(CName.member(code.field.name)) = count")
            text.line("\(target) = pointers")
        }
    }
}
