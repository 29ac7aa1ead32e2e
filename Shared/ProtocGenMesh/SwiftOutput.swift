import MeshKernel
import ProtobufC

/// All Swift files for one module.
struct SwiftOutput {
    private let request: Request
    private let parameters: Parameters
    private let files: [FileSchema]
    private let catalogue: Catalogue

    init(_ request: Request, _ parameters: Parameters) throws(GeneratorError) {
        guard !parameters.cModule.isEmpty else { throw .parameter("cmodule is missing") }
        self.request = request
        self.parameters = parameters
        files = try request.schemas()
        catalogue = try Catalogue(files, parameters)
    }

    func outputFiles() throws(GeneratorError) -> [OutputFile] {
        let wanted = files.filter { request.filesToGenerate.contains($0.name) }
        var output: [OutputFile] = []
        var namespaces: [String: [FileSchema]] = [:]
        for file in wanted {
            guard file.syntax == "proto3" else { throw .unsupported("\(file.name) is not proto3") }
            let namespace = SwiftName.namespace(of: file)
            namespaces[namespace, default: []].append(file)
            let stem = "\(namespace)+\(SwiftName.type(baseName(of: file)))"
            if !file.messages.isEmpty || !file.enums.isEmpty {
                var writer = ValuesWriter(file, namespace, catalogue, parameters)
                output.append(OutputFile(name: "\(stem).values.swift", content: try writer.write()))
            }
            if !file.services.isEmpty {
                var writer = StubsWriter(file, namespace, catalogue, parameters)
                output.append(OutputFile(name: "\(stem).stubs.swift", content: try writer.write()))
            }
        }
        for (namespace, files) in namespaces.sorted(by: { $0.key < $1.key }) {
            output.append(
                OutputFile(name: "\(namespace).generated.swift", content: self.namespace(namespace, files)))
        }
        return output
    }

    private func baseName(of file: FileSchema) -> String {
        let last = file.name.split(separator: "/").last.map(String.init) ?? file.name
        return last.hasSuffix(".proto") ? String(last.dropLast(6)) : last
    }

    /// The caseless enum and its embedded descriptors.
    private func namespace(_ name: String, _ files: [FileSchema]) -> String {
        var text = SourceText()
        Header.write(&text, from: files.map(\.name), parameters)
        if parameters.module != "ProtobufC" {
            text.line("import ProtobufC")
            text.line()
        }
        let packages = Set(files.map(\.package)).sorted().joined(separator: ", ")
        text.comment("", or: "Messages and services of the proto package `\(packages)`.")
        text.block("public enum \(name) {") { text in
            text.comment(
                "",
                or: "A serialized `google.protobuf.FileDescriptorSet`: the package's files with their comments, and"
                    + "\neverything they import, in dependency order.")
            text.line("public static let fileDescriptorSet: [UInt8] = Base64.embedded(")
            let encoded = Array(Base64.encode(DescriptorSet.bytes(of: files.map(\.name), in: request)))
            text.line("    \"\"\"")
            for start in stride(from: 0, to: encoded.count, by: 108) {
                text.line("    " + String(encoded[start..<min(start + 108, encoded.count)]))
            }
            text.line("    \"\"\")")
        }
        return text.text
    }
}
