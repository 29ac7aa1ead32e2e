import CMeshProto
import CProtobufC
import ProtobufC

/// A file that protoc shall write, by its path under the output folder.
struct OutputFile {
    var name: String
    var content: String
}

/// Writes `CodeGeneratorResponse`.
enum Response {
    static func files(_ files: [OutputFile]) -> [UInt8] {
        let arena = Arena()
        var response = Google__Protobuf__Compiler__CodeGeneratorResponse()
        google__protobuf__compiler__code_generator_response__init(&response)
        let pointers = arena.space(
            for: UnsafeMutablePointer<Google__Protobuf__Compiler__CodeGeneratorResponse__File>?.self,
            count: files.count)
        for (index, file) in files.enumerated() {
            let target = arena.space(for: Google__Protobuf__Compiler__CodeGeneratorResponse__File.self)
            google__protobuf__compiler__code_generator_response__file__init(target)
            target.pointee.has_name = 1
            target.pointee.name = arena.copy(file.name)
            target.pointee.has_content = 1
            target.pointee.content = arena.copy(file.content)
            (pointers + index).initialize(to: target)
        }
        response.n_file = files.count
        response.file = pointers
        return pack(&response, arena)
    }

    static func error(_ text: String) -> [UInt8] {
        let arena = Arena()
        var response = Google__Protobuf__Compiler__CodeGeneratorResponse()
        google__protobuf__compiler__code_generator_response__init(&response)
        response.has_error = 1
        response.error = arena.copy(text)
        return pack(&response, arena)
    }

    private static func pack(
        _ response: UnsafeMutablePointer<Google__Protobuf__Compiler__CodeGeneratorResponse>, _ arena: Arena
    ) -> [UInt8] {
        withExtendedLifetime(arena) { Serialization.bytes(of: UnsafeRawPointer(response)) }
    }
}
