internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// What shows one sealed item of the account; nil when it was erased.
    func proof(ofItem id: String, account: String) async throws -> SealProof? {
        guard let id = Identifier(id, kind: .evidence) else { throw EvidenceError.evidenceNotFound }
        let origin = identity.origin
        let witnesses = witnessing?.quorum ?? WitnessQuorum.none
        do {
            return try await store.read {
                try $0.proof(of: id, account: account, origin: origin, witnesses: witnesses)
            }
        } catch EvidenceError.erased {
            return nil
        }
    }
}
