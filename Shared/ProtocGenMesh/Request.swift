import CMeshProto
import CProtobufC
import ProtobufC

/// protoc's request: the files, which of them to generate, and the parameter.
final class Request {
    typealias File = UnsafeMutablePointer<Google__Protobuf__FileDescriptorProto>

    let arena = Arena()
    let message: UnsafeMutablePointer<Google__Protobuf__Compiler__CodeGeneratorRequest>
    let parameter: String
    /// Names of the files to generate, in protoc's order.
    let filesToGenerate: [String]
    /// Every file with its imports before it.
    let files: [File]

    init(serialized: [UInt8]) throws(GeneratorError) {
        do throws(ProtobufError) {
            // The bytes move into the arena, because protobuf-c's struct is used for as long as the request.
            let bytes = arena.copy(serialized)
            let unpacked = try Unpacking.unpack(
                UnsafeRawBufferPointer(start: bytes.data, count: bytes.len),
                as: google__protobuf__compiler__code_generator_request__description(), in: arena)
            message = UnsafeMutableRawPointer(unpacked).assumingMemoryBound(
                to: Google__Protobuf__Compiler__CodeGeneratorRequest.self)
            parameter = try CopyOut.string(message.pointee.parameter, "parameter")
            filesToGenerate = try CopyOut.strings(
                message.pointee.n_file_to_generate, message.pointee.file_to_generate, "file_to_generate")
        } catch {
            throw .descriptors(error)
        }
        files = (0..<message.pointee.n_proto_file).compactMap { [message] index in message.pointee.proto_file?[index] }
    }

    /// The files as schemas, in order.
    func schemas() throws(GeneratorError) -> [FileSchema] {
        var schemas: [FileSchema] = []
        do throws(ProtobufError) {
            for file in files { schemas.append(try SchemaReader.file(file)) }
        } catch {
            throw .descriptors(error)
        }
        return schemas
    }
}
