import CMeshProto
import CProtobufC
import ProtobufC

/// protoc-gen-c's output with `string_as_bytes` on every string field, and an umbrella header.
///
/// protobuf-c's plain `char *` fields end at an embedded NUL. The option is set on the descriptors here, on their way
/// to protoc-gen-c, so that no `.proto` file has to say it.
struct COutput {
    private let request: Request
    private let parameters: Parameters

    init(_ request: Request, _ parameters: Parameters) {
        self.request = request
        self.parameters = parameters
    }

    func response() throws -> [UInt8] {
        for file in request.files {
            for index in 0..<file.pointee.n_message_type {
                if let message = file.pointee.message_type?[index] { setStringsAsBytes(message) }
            }
        }
        // protoc-gen-c would take our parameters for its own.
        request.message.pointee.has_parameter = 0
        let input = Serialization.bytes(of: UnsafeRawPointer(request.message))
        guard let output = try StandardStreams.run("protoc-gen-c", input: input) else {
            throw GeneratorError.protocGenC(
                "it failed or is not installed (Debian and Ubuntu: protobuf-c-compiler)")
        }
        // Two serialized responses in a row are one with the files of both.
        return output + Response.files([try umbrella()])
    }

    private func setStringsAsBytes(_ message: UnsafeMutablePointer<Google__Protobuf__DescriptorProto>) {
        for index in 0..<message.pointee.n_field {
            guard let field = message.pointee.field?[index], field.pointee.type.rawValue == 9 else { continue }
            let options: UnsafeMutablePointer<Google__Protobuf__FieldOptions>
            if let existing = field.pointee.options {
                options = existing
            } else {
                options = request.arena.space(for: Google__Protobuf__FieldOptions.self)
                google__protobuf__field_options__init(options)
                field.pointee.options = options
            }
            add(ProtobufCOption.stringAsBytes(request.arena), to: &options.pointee.base)
        }
        for index in 0..<message.pointee.n_nested_type {
            if let nested = message.pointee.nested_type?[index] { setStringsAsBytes(nested) }
        }
    }

    private func add(_ option: ProtobufCMessageUnknownField, to base: inout ProtobufCMessage) {
        let count = Int(base.n_unknown_fields)
        let fields = request.arena.space(for: ProtobufCMessageUnknownField.self, count: count + 1)
        for index in 0..<count { (fields + index).initialize(to: base.unknown_fields[index]) }
        (fields + count).initialize(to: option)
        base.unknown_fields = fields
        base.n_unknown_fields = UInt32(count + 1)
    }

    /// Includes every header, and gives Swift the address of each descriptor: an imported C constant has none.
    private func umbrella() throws(GeneratorError) -> OutputFile {
        let wanted = Set(request.filesToGenerate)
        let files = try request.schemas().filter { wanted.contains($0.name) }.sorted { $0.name < $1.name }
        var text = SourceText()
        text.line("// The umbrella header of \(parameters.module), generated; do not edit.")
        text.line("// To regenerate: \(parameters.command)")
        text.line("#pragma once")
        text.line("// The runtime's own module, so that its types belong to it alone.")
        text.line("#if __has_feature(modules)")
        text.line("#pragma clang module import CProtobufC")
        text.line("#endif")
        for file in files { text.line("#include \"\(CName.header(of: file.name))\"") }
        text.line()
        for file in files {
            for message in file.messages.flatMap(\.withNested) {
                let name = CName.lower(message.fullName)
                text.line("static inline const ProtobufCMessageDescriptor *_Nonnull")
                text.line("\(name)__description(void) { return &\(name)__descriptor; }")
            }
        }
        return OutputFile(name: "\(parameters.module).h", content: text.text)
    }
}

/// Options of protobuf-c's own `protobuf-c.proto`.
enum ProtobufCOption {
    /// `[(pb_c_field).string_as_bytes = true]`: field 1019 of FieldOptions, a message whose field 1 is true.
    static func stringAsBytes(_ arena: Arena) -> ProtobufCMessageUnknownField {
        let payload = arena.copy([2, 0x08, 1] as [UInt8])
        return ProtobufCMessageUnknownField(
            tag: 1019, wire_type: PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, len: payload.len, data: payload.data)
    }
}
