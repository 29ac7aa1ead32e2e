public import CMeshProto
import CProtobufC

/// Reads protobuf-c's structs of descriptor.proto into schemas.
public enum SchemaReader {
    /// The file. Throws `invalidDescriptors` for a field type or name that cannot be.
    public static func file(
        _ source: UnsafePointer<Google__Protobuf__FileDescriptorProto>
    ) throws(ProtobufError) -> FileSchema {
        let package = try text(source.pointee.package)
        let comments = try Comments(source.pointee.source_code_info.map { UnsafePointer($0) })
        let syntax = source.pointee.has_syntax != 0 ? try text(source.pointee.syntax) : "proto2"
        var messages: [MessageSchema] = []
        for (index, message) in list(source.pointee.n_message_type, source.pointee.message_type).enumerated() {
            messages.append(
                try self.message(
                    message, in: package, path: [4, Int32(index)], comments, isProto2: syntax == "proto2"))
        }
        var enums: [EnumSchema] = []
        for (index, one) in list(source.pointee.n_enum_type, source.pointee.enum_type).enumerated() {
            enums.append(try enumeration(one, in: package, path: [5, Int32(index)], comments))
        }
        var services: [ServiceSchema] = []
        for (index, one) in list(source.pointee.n_service, source.pointee.service).enumerated() {
            services.append(try service(one, in: package, path: [6, Int32(index)], comments))
        }
        return FileSchema(
            name: try text(source.pointee.name), package: package,
            swiftPrefix: try source.pointee.options.map { options throws(ProtobufError) in
                try text(options.pointee.swift_prefix)
            } ?? "",
            syntax: syntax,
            dependencies: try CopyOut.strings(
                source.pointee.n_dependency, source.pointee.dependency, "FileDescriptorProto.dependency"),
            messages: messages, enums: enums, services: services)
    }

    private static func message(
        _ source: UnsafePointer<Google__Protobuf__DescriptorProto>, in scope: String, path: [Int32],
        _ comments: Comments, isProto2: Bool
    ) throws(ProtobufError) -> MessageSchema {
        let name = try text(source.pointee.name)
        let fullName = join(scope, name)
        var fields: [FieldSchema] = []
        for (index, one) in list(source.pointee.n_field, source.pointee.field).enumerated() {
            fields.append(
                try field(one, of: fullName, comment: comments[path + [2, Int32(index)]], isProto2: isProto2))
        }
        var oneofs: [OneofSchema] = []
        for (index, one) in list(source.pointee.n_oneof_decl, source.pointee.oneof_decl).enumerated() {
            oneofs.append(
                OneofSchema(name: try text(one.pointee.name), comment: comments[path + [8, Int32(index)]]))
        }
        for field in fields {
            if let index = field.oneofIndex, !oneofs.indices.contains(index) {
                throw .invalidDescriptors("\(fullName).\(field.name) is in a oneof that does not exist")
            }
        }
        var messages: [MessageSchema] = []
        for (index, one) in list(source.pointee.n_nested_type, source.pointee.nested_type).enumerated() {
            messages.append(
                try message(one, in: fullName, path: path + [3, Int32(index)], comments, isProto2: isProto2))
        }
        var enums: [EnumSchema] = []
        for (index, one) in list(source.pointee.n_enum_type, source.pointee.enum_type).enumerated() {
            enums.append(try enumeration(one, in: fullName, path: path + [4, Int32(index)], comments))
        }
        return MessageSchema(
            name: name, fullName: fullName, comment: comments[path], fields: fields, oneofs: oneofs,
            messages: messages, enums: enums,
            isMapEntry: source.pointee.options.map { $0.pointee.map_entry != 0 } ?? false)
    }

    private static func field(
        _ source: UnsafePointer<Google__Protobuf__FieldDescriptorProto>, of message: String, comment: String,
        isProto2: Bool
    ) throws(ProtobufError) -> FieldSchema {
        let name = try text(source.pointee.name)
        var jsonName = try text(source.pointee.json_name)
        if jsonName.isEmpty { jsonName = FieldSchema.jsonName(of: name) }
        let kind = try self.kind(source, in: "\(message).\(name)")
        let label = source.pointee.label.rawValue
        let isRepeated = label == 3
        let number = source.pointee.number
        guard number > 0, number < 1 << 29 else {
            throw .invalidDescriptors("\(message).\(name) has the number \(number)")
        }
        var isPacked = false
        if let options = source.pointee.options, options.pointee.has_packed != 0 {
            isPacked = options.pointee.packed != 0
        } else {
            isPacked = !isProto2
        }
        let oneofIndex: Int? = source.pointee.has_oneof_index != 0 ? Int(source.pointee.oneof_index) : nil
        return FieldSchema(
            name: name, jsonName: jsonName, number: UInt32(number), kind: kind, isRepeated: isRepeated,
            isPacked: isRepeated && kind.isPackable && isPacked,
            hasPresence: isProto2 && label == 1 && oneofIndex == nil,
            isRequired: label == 2, oneofIndex: oneofIndex, comment: comment)
    }

    private static func kind(
        _ source: UnsafePointer<Google__Protobuf__FieldDescriptorProto>, in place: String
    ) throws(ProtobufError) -> FieldKind {
        // The numbers of FieldDescriptorProto.Type.
        switch source.pointee.type.rawValue {
        case 1: return .double
        case 2: return .float
        case 3: return .int64
        case 4: return .uint64
        case 5: return .int32
        case 6: return .fixed64
        case 7: return .fixed32
        case 8: return .bool
        case 9: return .string
        case 10: return .group
        case 11: return .message(try absolute(source.pointee.type_name, place))
        case 12: return .bytes
        case 13: return .uint32
        case 14: return .enumeration(try absolute(source.pointee.type_name, place))
        case 15: return .sfixed32
        case 16: return .sfixed64
        case 17: return .sint32
        case 18: return .sint64
        case let other: throw .invalidDescriptors("\(place) has the type \(other)")
        }
    }

    /// protoc writes type names in full, with a leading dot.
    private static func absolute(_ name: ProtobufCBinaryData, _ place: String) throws(ProtobufError) -> String {
        let text = try self.text(name)
        guard text.hasPrefix("."), text.utf8.count > 1 else {
            throw .invalidDescriptors("\(place) names its type \"\(text)\" without the leading dot")
        }
        return String(text.dropFirst())
    }

    private static func enumeration(
        _ source: UnsafePointer<Google__Protobuf__EnumDescriptorProto>, in scope: String, path: [Int32],
        _ comments: Comments
    ) throws(ProtobufError) -> EnumSchema {
        let name = try text(source.pointee.name)
        var values: [EnumSchema.Value] = []
        for (index, one) in list(source.pointee.n_value, source.pointee.value).enumerated() {
            values.append(
                EnumSchema.Value(
                    name: try text(one.pointee.name), number: one.pointee.number,
                    comment: comments[path + [2, Int32(index)]]))
        }
        guard !values.isEmpty else { throw .invalidDescriptors("\(join(scope, name)) has no values") }
        return EnumSchema(name: name, fullName: join(scope, name), comment: comments[path], values: values)
    }

    private static func service(
        _ source: UnsafePointer<Google__Protobuf__ServiceDescriptorProto>, in scope: String, path: [Int32],
        _ comments: Comments
    ) throws(ProtobufError) -> ServiceSchema {
        let name = try text(source.pointee.name)
        var methods: [MethodSchema] = []
        for (index, one) in list(source.pointee.n_method, source.pointee.method).enumerated() {
            let place = "\(join(scope, name)).\(try text(one.pointee.name))"
            var extensions: [UInt32: [[UInt8]]] = [:]
            if let options = one.pointee.options {
                for index in 0..<Int(options.pointee.base.n_unknown_fields) {
                    let field = options.pointee.base.unknown_fields[index]
                    guard let payload = payload(of: field) else { continue }
                    extensions[field.tag, default: []].append(payload)
                }
            }
            methods.append(
                MethodSchema(
                    name: try text(one.pointee.name), comment: comments[path + [2, Int32(index)]],
                    requestType: try absolute(one.pointee.input_type, place),
                    responseType: try absolute(one.pointee.output_type, place),
                    requestStreaming: one.pointee.client_streaming != 0,
                    responseStreaming: one.pointee.server_streaming != 0, extensions: extensions))
        }
        return ServiceSchema(name: name, fullName: join(scope, name), comment: comments[path], methods: methods)
    }

    /// protobuf-c keeps an unknown length-prefixed field with its prefix.
    private static func payload(of field: ProtobufCMessageUnknownField) -> [UInt8]? {
        guard field.wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, let start = field.data else { return nil }
        var reader = WireReader(start, start + field.len)
        guard let payload = try? reader.lengthPrefixed() else { return nil }
        return Array(UnsafeRawBufferPointer(start: payload.cursor, count: payload.count))
    }

    private static func list<T>(
        _ count: Int, _ start: UnsafeMutablePointer<UnsafeMutablePointer<T>?>?
    ) -> [UnsafePointer<T>] {
        guard let start else { return [] }
        return (0..<count).compactMap { start[$0].map { UnsafePointer($0) } }
    }

    private static func text(_ data: ProtobufCBinaryData) throws(ProtobufError) -> String {
        try CopyOut.string(data, "a descriptor")
    }

    private static func join(_ scope: String, _ name: String) -> String {
        scope.isEmpty ? name : "\(scope).\(name)"
    }
}
