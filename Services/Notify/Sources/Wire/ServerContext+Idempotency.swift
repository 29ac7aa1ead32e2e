internal import MeshRPC
internal import MeshStore
internal import MeshTLS

extension ServerContext {
    /// This call under the key that its caller sent; `request` is what it asks for, and `account` the end user, empty for
    /// a service acting for itself. Only a code of it under the server's key is kept.
    func idempotentRequest(
        account: String, over request: [UInt8], server: NotifyServer
    ) async throws -> IdempotentRequest {
        guard let key = metadata["idempotency-key"], !key.isEmpty else { throw NotifyError.idempotencyKeyMissing }
        guard key.unicodeScalars.count <= Limits.idempotencyKeyCharactersMax else {
            throw NotifyError.idempotencyKeyInvalid
        }
        return IdempotentRequest(
            caller: peer?.service ?? "", subject: account, method: method.fullName, key: key,
            requestHash: try await server.tools().key.code(ofRequest: request))
    }
}
