package import MeshCrypto
package import MeshStore

extension Store {
    /// Keeps the certificates of `authority`, which later tokens refer to by their digest.
    package func keepTimestampChain(of authority: TimestampAuthority) async throws {
        let pem = authority.chainPEM
        let digest = Digest.sha256(Array(pem.utf8))
        try await write { try $0.keepTimestampChain(pem, digest: digest) }
    }
}
