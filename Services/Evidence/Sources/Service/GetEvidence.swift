package import MeshAPI
package import MeshRPC
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// One sealed item of the account, by identifier or number; another account's is not there.
    package func getEvidence(
        _ request: EvidenceV1.GetEvidenceRequest, context: ServerContext
    ) async throws -> EvidenceV1.EvidenceItem {
        try await answering(context) {
            let account = try context.requireAccount()
            let reference = try EvidenceReference(request)
            guard let evidence = try await store.read({ try $0.evidence(reference, account: account) }) else {
                throw EvidenceError.evidenceNotFound
            }
            return EvidenceV1.EvidenceItem(evidence.item, origin: identity.origin)
        }
    }
}
