internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// Everything that shows the item `reference` of `account`, proven under the newest checkpoint.
    func bundle(of reference: EvidenceReference, account: String, logKey: NoteKey) throws -> Bundle? {
        guard let evidence = try evidence(reference, account: account) else { return nil }
        guard let head = try logHead(origin: logKey.name), let leaf = try entry(evidence.item.logIndex) else {
            throw LogFault.wrongEvidence(id: evidence.item.id.text)
        }
        let proofs = TreeProofs(size: head.size) { try self.tile($0) }
        func proof(_ index: UInt64) throws -> LogProof {
            guard index < head.size else { throw LogFault.wrongEntry(index: index) }
            return LogProof(inclusion: try proofs.inclusion(of: index), checkpoint: head.checkpoint)
        }
        let sequence = evidence.item.sequence
        let first = sequence - min(sequence, Bundle.Limits.chainLeavesMax)
        let chain = try chainEntries(evidence.chainID, from: first, to: sequence).map { entry in
            Bundle.ChainLink(sequence: entry.sequence, leaf: entry.leaf, proof: try proof(entry.index))
        }
        let token = try TimestampToken(der: TimestampResponse(der: evidence.response).granted())
        return Bundle(
            number: evidence.item.number, leaf: leaf, opening: evidence.opening,
            proof: try proof(evidence.item.logIndex), tokenResponse: evidence.response,
            authorityChain: evidence.authorityChain, timestampPolicy: token.policy, logKey: logKey, chain: chain)
    }
}
