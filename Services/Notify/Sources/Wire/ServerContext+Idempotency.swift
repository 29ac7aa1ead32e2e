internal import MeshCrypto
internal import MeshRPC
internal import MeshStore
internal import MeshTLS

extension ServerContext {
    /// This call under the key that its caller sent; `request` is what it asks for, and `account` the end user, empty for
    /// a service acting for itself.
    func idempotentRequest(account: String, over request: [UInt8]) throws(NotifyError) -> IdempotentRequest {
        guard let key = metadata["idempotency-key"], !key.isEmpty else { throw .idempotencyKeyMissing }
        guard key.unicodeScalars.count <= Limits.idempotencyKeyCharactersMax else { throw .idempotencyKeyInvalid }
        return IdempotentRequest(
            caller: peer?.service ?? "", subject: account, method: method.fullName, key: key,
            requestHash: Digest.sha256(request))
    }
}
