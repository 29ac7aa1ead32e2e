package import MeshRPC
package import ProtobufC

/// gRPC's interoperability service, each method replaceable by a test.
///
/// Whatever the method does, two rules of gRPC's own test servers hold for it: the metadata in `echoed` comes back in the
/// trailers, and `rpc-behavior` tells a unary method to answer with a code (`error-code-9`) or never (`keep-open`).
package struct TestService: GRPCTesting.TestServiceService {
    package typealias Empty = GoogleProtobuf.Empty
    package typealias Output = GRPCTesting.StreamingOutputCallResponse
    package typealias Unary =
        @Sendable (GRPCTesting.SimpleRequest, ServerContext) async throws -> GRPCTesting.SimpleResponse
    package typealias Outputs =
        @Sendable (GRPCTesting.StreamingOutputCallRequest, ResponseWriter<Output>, ServerContext) async throws -> Void
    package typealias Inputs =
        @Sendable (RequestStream<GRPCTesting.StreamingInputCallRequest>, ServerContext) async throws
        -> GRPCTesting.StreamingInputCallResponse
    package typealias Duplex =
        @Sendable (RequestStream<GRPCTesting.StreamingOutputCallRequest>, ResponseWriter<Output>, ServerContext)
        async throws -> Void

    /// Keys whose values come back in the trailers.
    package static let echoed = ["x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"]

    private let empty: @Sendable (ServerContext) async throws -> Void
    private let unary: Unary
    private let output: Outputs
    private let input: Inputs
    private let duplex: Duplex

    /// The service as gRPC describes it, except for the methods given.
    package init(
        empty: @escaping @Sendable (ServerContext) async throws -> Void = { _ in },
        unary: @escaping Unary = Self.answer, output: @escaping Outputs = Self.answerMany,
        input: @escaping Inputs = Self.answerSum, duplex: @escaping Duplex = Self.answerEach
    ) {
        self.empty = empty
        self.unary = unary
        self.output = output
        self.input = input
        self.duplex = duplex
    }

    /// A payload of `size` bytes.
    package static func payload(_ size: Int) -> GRPCTesting.Payload {
        GRPCTesting.Payload(body: [UInt8](repeating: 0x2A, count: size))
    }

    // MARK: - What it does by itself

    /// The payload asked for, or the status asked for.
    package static func answer(
        _ request: GRPCTesting.SimpleRequest, _ context: ServerContext
    ) async throws -> GRPCTesting.SimpleResponse {
        try fail(as: request.responseStatus)
        return GRPCTesting.SimpleResponse(payload: payload(Int(request.responseSize)))
    }

    /// The payloads asked for, each after its pause.
    package static func answerMany(
        _ request: GRPCTesting.StreamingOutputCallRequest, _ responses: ResponseWriter<Output>, _ context: ServerContext
    ) async throws {
        for parameters in request.responseParameters {
            if parameters.intervalUs > 0 { try await Task.sleep(for: .microseconds(Int64(parameters.intervalUs))) }
            try await responses.write(Output(payload: payload(Int(parameters.size))))
        }
    }

    /// The sum of the payloads' sizes.
    package static func answerSum(
        _ requests: RequestStream<GRPCTesting.StreamingInputCallRequest>, _ context: ServerContext
    ) async throws -> GRPCTesting.StreamingInputCallResponse {
        var sum = 0
        for try await request in requests { sum += request.payload?.body.count ?? 0 }
        return GRPCTesting.StreamingInputCallResponse(aggregatedPayloadSize: Int32(sum))
    }

    /// What each request asks for, before the next is read.
    package static func answerEach(
        _ requests: RequestStream<GRPCTesting.StreamingOutputCallRequest>, _ responses: ResponseWriter<Output>,
        _ context: ServerContext
    ) async throws {
        for try await request in requests {
            try fail(as: request.responseStatus)
            try await answerMany(request, responses, context)
        }
    }

    private static func fail(as status: GRPCTesting.EchoStatus?) throws(RPCError) {
        guard let status, let code = RPCError.Code(rawValue: status.code) else { return }
        throw RPCError(code, status.message)
    }

    private static func obey(_ context: ServerContext) async throws {
        for key in echoed { if let value = context.metadata[key] { context.setTrailer(key, value) } }
        guard let behaviour = context.metadata["rpc-behavior"] else { return }
        if behaviour == "keep-open" {
            while true { try await Task.sleep(for: .seconds(3_600)) }
        }
        let words = behaviour.split(separator: "-")
        guard words.dropLast() == ["error", "code"] else { return }
        if let code = words.last.flatMap({ Int32($0) }).flatMap(RPCError.Code.init(rawValue:)) {
            throw RPCError(code, behaviour)
        }
    }

    // MARK: - The methods

    package func emptyCall(_ request: Empty, context: ServerContext) async throws -> Empty {
        try await Self.obey(context)
        try await empty(context)
        return Empty()
    }

    package func unaryCall(
        _ request: GRPCTesting.SimpleRequest, context: ServerContext
    ) async throws -> GRPCTesting.SimpleResponse {
        try await Self.obey(context)
        return try await unary(request, context)
    }

    package func streamingOutputCall(
        _ request: GRPCTesting.StreamingOutputCallRequest, responses: ResponseWriter<Output>, context: ServerContext
    ) async throws {
        try await Self.obey(context)
        try await output(request, responses, context)
    }

    package func streamingInputCall(
        _ requests: RequestStream<GRPCTesting.StreamingInputCallRequest>, context: ServerContext
    ) async throws -> GRPCTesting.StreamingInputCallResponse {
        try await Self.obey(context)
        return try await input(requests, context)
    }

    package func fullDuplexCall(
        _ requests: RequestStream<GRPCTesting.StreamingOutputCallRequest>, responses: ResponseWriter<Output>,
        context: ServerContext
    ) async throws {
        try await Self.obey(context)
        try await duplex(requests, responses, context)
    }

    package func unimplementedCall(_ request: Empty, context: ServerContext) async throws -> Empty {
        throw RPCError.unimplemented("never")
    }
}
