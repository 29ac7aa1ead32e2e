internal import MeshCrypto
internal import MeshKernel
internal import MeshRPC
internal import MeshStore
internal import MeshTLS

extension ServerContext {
    /// This call under the key that its caller sent; `parts` are what the request asks for. With a position, the part of
    /// the call that stands there: such parts repeat one by one.
    func idempotentRequest(
        account: String, position: Int? = nil, over parts: [UInt8]...
    ) throws(EvidenceError) -> IdempotentRequest {
        guard let key = metadata["idempotency-key"], !key.isEmpty else { throw .idempotencyKeyMissing }
        guard key.unicodeScalars.count <= Limits.idempotencyKeyCharactersMax else { throw .idempotencyKeyInvalid }
        var bytes: [UInt8] = []
        for part in parts {
            // Lengths keep what belongs to one part from moving into the next.
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: UInt64(part.count) >> (56 - 8 * UInt64($0))) }
            bytes += part
        }
        // A digest of the key leaves room for the position, however long the key is.
        let ownKey = position.map { "\(Hexadecimal.encode(Digest.sha256(Array(key.utf8))))/\($0)" } ?? key
        return IdempotentRequest(
            caller: peer?.service ?? "", subject: account, method: method.fullName, key: ownKey,
            requestHash: Digest.sha256(bytes))
    }
}
