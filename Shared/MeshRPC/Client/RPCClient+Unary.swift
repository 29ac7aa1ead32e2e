import MeshKernel
public import NIOCore
public import ProtobufC

extension RPCClient {
    /// Calls a method that takes one request and gives one response.
    @inlinable
    public func unary<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>, _ request: Request, options: CallOptions = CallOptions()
    ) async throws(RPCError) -> Response {
        let core = core
        let loop = core.loop
        let call = UnaryCall(try core.begin(method.path, options))
        if let hedge = call.hedge { return try await hedgedUnary(call, hedge, request) }
        while true {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                    call.wait(continuation)
                    if loop.isCurrent {
                        loop.arena.reset()
                        core.start(call, request.packed(in: loop.arena))
                    } else {
                        core.submit(call, request.serialized())
                    }
                }
            } onCancel: {
                core.cancel(call)
            }
            do throws(RPCError) {
                let response = try call.response()
                let arena = loop.isCurrent ? loop.arena : Arena()
                arena.reset()
                let outcome: Result<Response, RPCError> = response.withUnsafeReadableBytes { bytes in
                    do throws(ProtobufError) {
                        let envelope = try ResponseEnvelope(bytes, in: arena)
                        if let error = envelope.error { return .failure(error) }
                        return .success(try Response(serialized: envelope.payload, arena: arena))
                    } catch {
                        return .failure(RPCClient.malformed(error))
                    }
                }
                let answer = try outcome.get()
                core.ended(call, nil, responseBytes: response.readableBytes)
                return answer
            } catch {
                if await core.repeats(call, after: error) { continue }
                core.ended(call, error, responseBytes: 0)
                throw error
            }
        }
    }

    @usableFromInline
    static func malformed(_ error: ProtobufError) -> RPCError {
        .internal("the server's answer: \(error)")
    }

    /// Calls a method by its description, with messages that are serialized already.
    public func unary(
        _ method: MethodDescriptor, payload: [UInt8], options: CallOptions = CallOptions()
    ) async throws(RPCError) -> RawResponse {
        let core = core
        let call = UnaryCall(try core.begin(MethodPath(method), options))
        if let hedge = call.hedge { return try await hedgedUnary(call, hedge, payload) }
        while true {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                    call.wait(continuation)
                    core.submit(call, payload)
                }
            } onCancel: {
                core.cancel(call)
            }
            do throws(RPCError) {
                let response = try call.response()
                let outcome: Result<RawResponse, RPCError> = response.withUnsafeReadableBytes { bytes in
                    let arena = Arena()
                    do throws(ProtobufError) {
                        let envelope = try ResponseEnvelope(bytes, in: arena)
                        if let error = envelope.error { return .failure(error) }
                        return .success(RawResponse(payload: Array(envelope.payload), trailers: envelope.trailers))
                    } catch {
                        return .failure(RPCClient.malformed(error))
                    }
                }
                let answer = try outcome.get()
                core.ended(call, nil, responseBytes: response.readableBytes)
                return answer
            } catch {
                if await core.repeats(call, after: error) { continue }
                core.ended(call, error, responseBytes: 0)
                throw error
            }
        }
    }
}
