import MeshRPC
import ProtobufC

/// What a fuzzed server offers: all four shapes, answers of any size, and a call that ends only when it is given up.
struct FuzzService: GRPCTesting.TestServiceService {
    typealias Ask = GRPCTesting.StreamingOutputCallRequest
    typealias Output = GRPCTesting.StreamingOutputCallResponse

    func emptyCall(_ request: GoogleProtobuf.Empty, context: ServerContext) async throws -> GoogleProtobuf.Empty {
        let (never, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in never {}
        throw RPCError(.cancelled, "at last")
    }

    func unaryCall(
        _ request: GRPCTesting.SimpleRequest, context: ServerContext
    ) async throws -> GRPCTesting.SimpleResponse {
        context.setTrailer("x-size", "\(request.responseSize)")
        return GRPCTesting.SimpleResponse(payload: Self.payload(request.responseSize))
    }

    func streamingOutputCall(
        _ request: Ask, responses: ResponseWriter<Output>, context: ServerContext
    ) async throws {
        for parameters in request.responseParameters.prefix(100) {
            try await responses.write(Output(payload: Self.payload(parameters.size)))
        }
    }

    func streamingInputCall(
        _ requests: RequestStream<GRPCTesting.StreamingInputCallRequest>, context: ServerContext
    ) async throws -> GRPCTesting.StreamingInputCallResponse {
        var sum: Int32 = 0
        for try await request in requests { sum &+= Int32(request.payload?.body.count ?? 0) }
        return GRPCTesting.StreamingInputCallResponse(aggregatedPayloadSize: sum)
    }

    func fullDuplexCall(
        _ requests: RequestStream<Ask>, responses: ResponseWriter<Output>, context: ServerContext
    ) async throws {
        for try await request in requests {
            for parameters in request.responseParameters.prefix(100) {
                try await responses.write(Output(payload: Self.payload(parameters.size)))
            }
        }
    }

    func unimplementedCall(_ request: GoogleProtobuf.Empty, context: ServerContext) async throws
        -> GoogleProtobuf.Empty
    {
        throw RPCError.unimplemented("never")
    }

    static func payload(_ size: Int32) -> GRPCTesting.Payload {
        GRPCTesting.Payload(body: [UInt8](repeating: 0x2A, count: Int(min(max(size, 0), 200_000))))
    }
}
