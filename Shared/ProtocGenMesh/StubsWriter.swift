import ProtobufC

/// Writes the services of one file: method table, server protocol, client.
struct StubsWriter {
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

    /// A method with everything that its code needs.
    private struct MethodCode {
        var schema: MethodSchema
        var access: Access
        var name: String
        var request: String
        var response: String
        var comment: String

        /// The name of the handler and of the client's function.
        var shape: String {
            switch (schema.requestStreaming, schema.responseStreaming) {
            case (false, false): "unary"
            case (true, false): "clientStreaming"
            case (false, true): "serverStreaming"
            case (true, true): "bidirectional"
            }
        }
    }

    mutating func write() throws(GeneratorError) -> String {
        var text = SourceText()
        Header.write(&text, from: [file.name], parameters)
        var modules: Set<String> = ["MeshRPC"]
        for method in file.services.flatMap(\.methods) {
            modules.insert(try catalogue.message(method.requestType).module)
            modules.insert(try catalogue.message(method.responseType).module)
        }
        modules.remove(parameters.module)
        for module in modules.sorted() { text.line("public import \(module)") }
        if !modules.isEmpty { text.line() }
        for (index, service) in file.services.enumerated() {
            if index > 0 { text.line() }
            try write(service, &text)
        }
        return text.text
    }

    private func methods(of service: ServiceSchema) throws(GeneratorError) -> [MethodCode] {
        var methods: [MethodCode] = []
        for method in service.methods {
            methods.append(
                MethodCode(
                    schema: method, access: try Access(of: method, in: service),
                    name: SwiftName.escaped(SwiftName.method(method.name)),
                    request: try catalogue.message(method.requestType).swiftName,
                    response: try catalogue.message(method.responseType).swiftName,
                    comment: method.comment.isEmpty ? "`\(service.fullName)/\(method.name)`." : method.comment))
        }
        return methods
    }

    private func write(_ service: ServiceSchema, _ text: inout SourceText) throws(GeneratorError) {
        let methods = try methods(of: service)
        text.block("extension \(namespace) {") { text in
            writeTable(service, methods, &text)
            text.line()
            writeProtocol(service, methods, &text)
            text.line()
            writeClient(service, methods, &text)
        }
        text.line()
        text.block("extension \(namespace).\(service.name)Service {") { text in
            text.comment("", or: "The service's name, methods, access table and descriptors.")
            text.line(
                "public static var serviceDescriptor: ServiceDescriptor { "
                    + "\(namespace).\(service.name)Methods.service }")
            text.line()
            text.comment("", or: "One handler for each method; each calls the function of the same name.")
            text.block("public var handlers: [MethodHandler] {") { text in
                text.line("[")
                for method in methods {
                    let table = "\(namespace).\(service.name)Methods.\(method.name)"
                    text.line("    .\(method.shape)(\(table)) { \(handler(method)) },")
                }
                text.line("]")
            }
        }
    }

    private func handler(_ method: MethodCode) -> String {
        switch method.shape {
        case "unary", "clientStreaming":
            "input, context in\n            try await self.\(method.name)(input, context: context)\n        "
        default:
            "input, responses, context in\n            try await self.\(method.name)("
                + "input, responses: responses, context: context)\n        "
        }
    }

    private func writeTable(_ service: ServiceSchema, _ methods: [MethodCode], _ text: inout SourceText) {
        text.comment("", or: "The methods of `\(service.fullName)`, and who may call them.")
        text.block("public enum \(service.name)Methods {") { text in
            for method in methods {
                text.comment(method.comment, or: "")
                text.line("public static let \(method.name) = Method<\(method.request), \(method.response)>(")
                text.line("    MethodDescriptor(")
                text.line("        service: \"\(service.fullName)\", name: \"\(method.schema.name)\",")
                text.line(
                    "        requestStreaming: \(method.schema.requestStreaming), "
                        + "responseStreaming: \(method.schema.responseStreaming),")
                text.line("        requestType: \"\(method.schema.requestType)\",")
                text.line("        responseType: \"\(method.schema.responseType)\",")
                let access = method.access
                text.line("        access: MethodAccess(")
                text.line("            callers: \(list(access.callers)), subject: .\(access.subject),")
                text.line("            roles: \(list(access.roles)), repetition: .\(access.repetition))))")
                text.line()
            }
            text.comment("", or: "The service with all its methods.")
            text.line("public static let service = ServiceDescriptor(")
            text.line("    fullName: \"\(service.fullName)\",")
            text.line("    methods: [")
            for method in methods { text.line("        \(method.name).descriptor,") }
            text.line("    ],")
            text.line("    fileDescriptorSet: \(namespace).fileDescriptorSet)")
        }
    }

    private func list(_ texts: [String]) -> String {
        "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }

    private func writeProtocol(_ service: ServiceSchema, _ methods: [MethodCode], _ text: inout SourceText) {
        text.comment(service.comment, or: "What a server of `\(service.fullName)` does.")
        text.block("public protocol \(service.name)Service: RPCService {") { text in
            for (index, method) in methods.enumerated() {
                if index > 0 { text.line() }
                text.comment(method.comment, or: "")
                let request =
                    method.schema.requestStreaming
                    ? "_ requests: RequestStream<\(method.request)>" : "_ request: \(method.request)"
                text.line("func \(method.name)(")
                if method.schema.responseStreaming {
                    text.line("    \(request), responses: ResponseWriter<\(method.response)>, context: ServerContext")
                    text.line(") async throws")
                } else {
                    text.line("    \(request), context: ServerContext")
                    text.line(") async throws -> \(method.response)")
                }
            }
        }
    }

    private func writeClient(_ service: ServiceSchema, _ methods: [MethodCode], _ text: inout SourceText) {
        text.comment("", or: "Calls `\(service.fullName)`.")
        text.block("public struct \(service.name)Client: Sendable {") { text in
            text.line("private let client: RPCClient")
            text.line()
            text.comment("", or: "Calls through `client`, which outlives the calls.")
            text.block("public init(_ client: RPCClient) {") { text in text.line("self.client = client") }
            for method in methods {
                text.line()
                text.comment(method.comment, or: "")
                let table = "\(service.name)Methods.\(method.name)"
                let options = "options: CallOptions = CallOptions()"
                switch method.shape {
                case "unary":
                    text.line("public func \(method.name)(")
                    text.line("    _ request: \(method.request), \(options)")
                    text.block(") async throws(RPCError) -> \(method.response) {") { text in
                        text.line("try await client.unary(\(table), request, options: options)")
                    }
                case "clientStreaming":
                    text.line("public func \(method.name)(")
                    text.line("    \(options),")
                    text.line("    _ send: @escaping @Sendable (RequestWriter<\(method.request)>) async throws -> Void")
                    text.block(") async throws -> \(method.response) {") { text in
                        text.line("try await client.clientStreaming(\(table), options: options, send)")
                    }
                case "serverStreaming":
                    text.line("public func \(method.name)<T: Sendable>(")
                    text.line("    _ request: \(method.request), \(options),")
                    text.line("    _ receive: @Sendable (ResponseStream<\(method.response)>) async throws -> T")
                    text.block(") async throws -> T {") { text in
                        text.line("try await client.serverStreaming(\(table), request, options: options, receive)")
                    }
                default:
                    text.line("public func \(method.name)<T: Sendable>(")
                    text.line("    \(options),")
                    text.line("    _ body: @Sendable (")
                    text.line("        RequestWriter<\(method.request)>, ResponseStream<\(method.response)>")
                    text.line("    ) async throws -> T")
                    text.block(") async throws -> T {") { text in
                        text.line("try await client.bidirectional(\(table), options: options, body)")
                    }
                }
            }
        }
    }
}
