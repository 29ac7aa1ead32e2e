import NIOCore
public import ProtobufC

// Apart from the way of every other call, which is not to carry what this needs.
extension RPCClient {
    @usableFromInline
    func hedgedUnary<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ call: UnaryCall, _ hedge: HedgePolicy, _ request: Request
    ) async throws(RPCError) -> Response {
        let response = try await hedgedAnswer(call, hedge, request.serialized())
        let outcome = response.withUnsafeReadableBytes { bytes -> Result<Response, RPCError> in
            let arena = Arena()
            do throws(ProtobufError) {
                return .success(
                    try Response(serialized: try ResponseEnvelope(bytes, in: arena).payload, arena: arena))
            } catch {
                return .failure(Self.malformed(error))
            }
        }
        return try outcome.get()
    }

    func hedgedUnary(
        _ call: UnaryCall, _ hedge: HedgePolicy, _ payload: [UInt8]
    ) async throws(RPCError) -> RawResponse {
        let response = try await hedgedAnswer(call, hedge, payload)
        let outcome = response.withUnsafeReadableBytes { bytes -> Result<RawResponse, RPCError> in
            let arena = Arena()
            do throws(ProtobufError) {
                let envelope = try ResponseEnvelope(bytes, in: arena)
                return .success(RawResponse(payload: Array(envelope.payload), trailers: envelope.trailers))
            } catch {
                return .failure(Self.malformed(error))
            }
        }
        return try outcome.get()
    }

    /// The first answer to a hedged call, with the call's hooks.
    private func hedgedAnswer(
        _ call: UnaryCall, _ hedge: HedgePolicy, _ payload: [UInt8]
    ) async throws(RPCError) -> ByteBuffer {
        do throws(RPCError) {
            let response = try await core.hedged(call.head, hedge, payload)
            core.ended(call, nil, responseBytes: response.readableBytes)
            return response
        } catch {
            core.ended(call, error, responseBytes: 0)
            throw error
        }
    }
}
