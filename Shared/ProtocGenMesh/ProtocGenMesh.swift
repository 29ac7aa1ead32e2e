/// The protoc plugin: reads a `CodeGeneratorRequest` from its input, writes a `CodeGeneratorResponse` to its output.
@main
struct ProtocGenMesh {
    static func main() throws {
        let request = try Request(serialized: StandardStreams.readAll())
        let response: [UInt8]
        do {
            let parameters = try Parameters(request.parameter)
            switch parameters.mode {
            case .c: response = try COutput(request, parameters).response()
            case .swift: response = Response.files(try SwiftOutput(request, parameters).outputFiles())
            }
        } catch let error as GeneratorError {
            response = Response.error(error.description)
        }
        try StandardStreams.write(response)
    }
}
