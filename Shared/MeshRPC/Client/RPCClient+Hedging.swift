import NIOCore
public import ProtobufC

// Apart from the way of every other call, which is not to carry what this needs.
extension RPCClient {
    @usableFromInline
    func hedgedUnary<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ call: UnaryCall, _ hedge: HedgePolicy, _ request: Request
    ) async throws(RPCError) -> Response {
        try await hedgedAnswer(call, hedge, request.serialized()) { (envelope, arena) throws(ProtobufError) in
            try Response(serialized: envelope.payload, arena: arena)
        }
    }

    func hedgedUnary(
        _ call: UnaryCall, _ hedge: HedgePolicy, _ payload: [UInt8]
    ) async throws(RPCError) -> RawResponse {
        try await hedgedAnswer(call, hedge, payload) { (envelope, _) throws(ProtobufError) in
            RawResponse(payload: Array(envelope.payload), trailers: envelope.trailers)
        }
    }

    /// The first answer to a hedged call as `read` understands it, with the call's hooks.
    private func hedgedAnswer<Answer>(
        _ call: UnaryCall, _ hedge: HedgePolicy, _ payload: [UInt8],
        _ read: (ResponseEnvelope, Arena) throws(ProtobufError) -> Answer
    ) async throws(RPCError) -> Answer {
        do throws(RPCError) {
            let response = try await core.hedged(call, hedge, payload)
            let outcome = response.withUnsafeReadableBytes { bytes -> Result<Answer, RPCError> in
                let arena = Arena()
                do throws(ProtobufError) {
                    return .success(try read(try ResponseEnvelope(bytes, in: arena), arena))
                } catch {
                    return .failure(Self.malformed(error))
                }
            }
            let answer = try outcome.get()
            core.ended(call, nil, responseBytes: response.readableBytes)
            return answer
        } catch {
            core.ended(call, error, responseBytes: 0)
            throw error
        }
    }
}
