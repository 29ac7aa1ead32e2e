internal import MeshRPC
internal import MeshRuntime
internal import MeshStore
internal import ProtobufC

/// An end user's call that is answered once, however often it comes.
struct KeyedCall: Sendable {
    /// Whose it is: an account, or one of the staff.
    let account: String
    /// What makes two calls the same call.
    let request: IdempotentRequest
    /// The call's trace.
    let trace: String
}

extension NotifyServer {
    /// Runs an end user's call under the key that its caller sent; `body` gives the bytes of the first answer, or of this
    /// one.
    func answeringOnce<Request: ProtobufMessage, Answer: ProtobufMessage>(
        _ request: Request, _ context: ServerContext, _ body: (KeyedCall) async throws -> [UInt8]
    ) async throws(RPCError) -> Answer {
        try await answering(context) {
            let account = try context.requireAccount()
            let call = KeyedCall(
                account: account,
                request: try await context.idempotentRequest(
                    account: account, over: request.serialized(), server: self),
                trace: context.trace.traceparent)
            return try Answer(serialized: try await body(call))
        }
    }
}
