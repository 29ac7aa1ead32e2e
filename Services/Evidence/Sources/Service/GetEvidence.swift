internal import MeshStore

extension EvidenceServer {
    /// One sealed item of the account; another account's is not there.
    func evidence(_ reference: EvidenceReference, of account: String) async throws -> EvidenceItem {
        guard let evidence = try await store.read({ try $0.evidence(reference, account: account) }) else {
            throw EvidenceError.evidenceNotFound
        }
        return evidence.item
    }
}
