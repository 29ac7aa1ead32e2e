internal import MeshCrypto
internal import MeshRPC
internal import MeshStore
internal import MeshTLS

extension ServerContext {
    /// This call under the key that its caller sent; `parts` are what the request asks for.
    func idempotentRequest(account: String, over parts: [UInt8]...) throws(EvidenceError) -> IdempotentRequest {
        guard let key = metadata["idempotency-key"], !key.isEmpty else { throw .idempotencyKeyMissing }
        guard key.unicodeScalars.count <= Limits.idempotencyKeyCharactersMax else { throw .idempotencyKeyInvalid }
        var bytes: [UInt8] = []
        for part in parts {
            // Lengths keep what belongs to one part from moving into the next.
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: UInt64(part.count) >> (56 - 8 * UInt64($0))) }
            bytes += part
        }
        return IdempotentRequest(
            caller: peer?.service ?? "", subject: account, method: method.fullName, key: key,
            requestHash: Digest.sha256(bytes))
    }
}
