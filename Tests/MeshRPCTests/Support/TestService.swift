import MeshRPC
import MeshTestKit
import ProtobufC

/// gRPC's interoperability service, each method replaceable by a test.
struct TestService: GRPCTesting.TestServiceService {
    typealias Empty = GoogleProtobuf.Empty
    typealias Simple = (request: GRPCTesting.SimpleRequest, response: GRPCTesting.SimpleResponse)
    typealias Output = GRPCTesting.StreamingOutputCallResponse

    var empty: @Sendable (ServerContext) async throws -> Void = { _ in }
    var unary: @Sendable (GRPCTesting.SimpleRequest, ServerContext) async throws -> GRPCTesting.SimpleResponse = {
        request, _ in
        if let status = request.responseStatus, let code = RPCError.Code(rawValue: status.code) {
            throw RPCError(code, status.message)
        }
        return GRPCTesting.SimpleResponse(payload: payload(Int(request.responseSize)))
    }
    var output:
        @Sendable (GRPCTesting.StreamingOutputCallRequest, ResponseWriter<Output>, ServerContext) async throws -> Void =
            {
                request, responses, _ in
                for parameters in request.responseParameters {
                    try await responses.write(Output(payload: payload(Int(parameters.size))))
                }
            }
    var input:
        @Sendable (RequestStream<GRPCTesting.StreamingInputCallRequest>, ServerContext) async throws
            -> GRPCTesting.StreamingInputCallResponse = { requests, _ in
                var sum = 0
                for try await request in requests { sum += request.payload?.body.count ?? 0 }
                return GRPCTesting.StreamingInputCallResponse(aggregatedPayloadSize: Int32(sum))
            }
    var duplex:
        @Sendable (RequestStream<GRPCTesting.StreamingOutputCallRequest>, ResponseWriter<Output>, ServerContext)
            async throws -> Void = { requests, responses, _ in
                for try await request in requests {
                    if let status = request.responseStatus, let code = RPCError.Code(rawValue: status.code) {
                        throw RPCError(code, status.message)
                    }
                    for parameters in request.responseParameters {
                        try await responses.write(Output(payload: payload(Int(parameters.size))))
                    }
                }
            }

    static func payload(_ size: Int) -> GRPCTesting.Payload {
        GRPCTesting.Payload(body: [UInt8](repeating: 0x2A, count: size))
    }

    func emptyCall(_ request: Empty, context: ServerContext) async throws -> Empty {
        try await empty(context)
        return Empty()
    }

    func unaryCall(
        _ request: GRPCTesting.SimpleRequest, context: ServerContext
    ) async throws -> GRPCTesting.SimpleResponse {
        try await unary(request, context)
    }

    func streamingOutputCall(
        _ request: GRPCTesting.StreamingOutputCallRequest, responses: ResponseWriter<Output>, context: ServerContext
    ) async throws {
        try await output(request, responses, context)
    }

    func streamingInputCall(
        _ requests: RequestStream<GRPCTesting.StreamingInputCallRequest>, context: ServerContext
    ) async throws -> GRPCTesting.StreamingInputCallResponse {
        try await input(requests, context)
    }

    func fullDuplexCall(
        _ requests: RequestStream<GRPCTesting.StreamingOutputCallRequest>, responses: ResponseWriter<Output>,
        context: ServerContext
    ) async throws {
        try await duplex(requests, responses, context)
    }

    func unimplementedCall(_ request: Empty, context: ServerContext) async throws -> Empty {
        throw RPCError.unimplemented("never")
    }
}
