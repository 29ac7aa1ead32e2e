internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

/// What a bundle is made of, beside the log.
private struct BundleSource {
    let number: EvidenceNumber
    let logIndex: UInt64
    let sequence: UInt64
    let chainID: ChainID
    let opening: Opening
    let response: [UInt8]
    let authorityChain: String
}

extension Snapshot {
    /// Everything that shows the item `reference` of `account`, proven under the newest checkpoint, with up to `links`
    /// earlier entries of its chain.
    func bundle(
        of reference: EvidenceReference, account: String, logKey: NoteKey, links: UInt64 = Bundle.Limits.chainLeavesMax
    ) throws -> Bundle? {
        guard let evidence = try evidence(reference, account: account) else { return nil }
        let source = BundleSource(
            number: evidence.item.number, logIndex: evidence.item.logIndex, sequence: evidence.item.sequence,
            chainID: evidence.chainID, opening: evidence.opening, response: evidence.response,
            authorityChain: evidence.authorityChain)
        return try bundle(source, logKey: logKey, links: links)
    }

    /// A sealed chain as a whole, all of it under the newest checkpoint; nil when `account` has no such seal.
    func chainBundle(of project: Identifier, at sequence: UInt64, account: String, logKey: NoteKey) throws
        -> ChainBundle?
    {
        guard let seal = try chainSeal(of: project, at: sequence, account: account) else { return nil }
        let source = BundleSource(
            number: seal.number, logIndex: seal.logIndex, sequence: seal.sequence, chainID: seal.chainID,
            opening: seal.opening, response: seal.response, authorityChain: seal.authorityChain)
        var items: [(sequence: UInt64, bundle: Bundle)] = []
        for id in try chainItems(of: project, before: sequence, count: Limits.chainItemsMax) {
            // The seal's own bundle has the whole chain; one link ties each item to it.
            guard let bundle = try bundle(of: .id(id), account: account, logKey: logKey, links: 1),
                let leaf = Leaf(decoding: bundle.leaf)
            else { throw LogFault.wrongEvidence(id: id.text) }
            items.append((leaf.sequence, bundle))
        }
        return ChainBundle(
            seal: try bundle(source, logKey: logKey, links: Bundle.Limits.chainLeavesMax), content: seal.content,
            items: items)
    }

    private func bundle(_ source: BundleSource, logKey: NoteKey, links: UInt64) throws -> Bundle {
        guard let head = try logHead(origin: logKey.name), let leaf = try entry(source.logIndex) else {
            throw LogFault.wrongEvidence(id: source.number.description)
        }
        let proofs = TreeProofs(size: head.size) { try self.tile($0) }
        func proof(_ index: UInt64) throws -> LogProof {
            guard index < head.size else { throw LogFault.wrongEntry(index: index) }
            return LogProof(inclusion: try proofs.inclusion(of: index), checkpoint: head.checkpoint)
        }
        let first = source.sequence - min(source.sequence, links)
        let chain = try chainEntries(source.chainID, from: first, to: source.sequence).map { entry in
            Bundle.ChainLink(sequence: entry.sequence, leaf: entry.leaf, proof: try proof(entry.index))
        }
        let token = try TimestampToken(der: TimestampResponse(der: source.response).granted())
        return Bundle(
            number: source.number, leaf: leaf, opening: source.opening, proof: try proof(source.logIndex),
            tokenResponse: source.response, authorityChain: source.authorityChain, timestampPolicy: token.policy,
            logKey: logKey, chain: chain)
    }
}
