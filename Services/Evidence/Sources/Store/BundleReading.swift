internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// Everything that shows the item `reference` of `account`, proven under the newest checkpoint that has the quorum of
    /// `witnesses`, or the newest one when none with the item has.
    func bundle(
        of reference: EvidenceReference, account: String, logKey: NoteKey, witnesses: WitnessQuorum
    ) throws -> Bundle? {
        guard let evidence = try evidence(reference, account: account) else { return nil }
        guard let head = try shownHead(with: evidence.item.logIndex, origin: logKey.name, witnesses: witnesses),
            let leaf = try entry(evidence.item.logIndex)
        else { throw LogFault.wrongEvidence(id: evidence.item.id.text) }
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
            authorityChain: evidence.authorityChain, timestampPolicy: token.policy, logKey: logKey, chain: chain,
            interval: try interval(around: evidence.item.logIndex, token: token.time, proofs: proofs),
            witnesses: witnesses)
    }

    /// The head under which the entry `index` is shown, with the cosignatures that it has.
    private func shownHead(with index: UInt64, origin: String, witnesses: WitnessQuorum) throws -> LogHead? {
        let names = witnesses.witnesses.map(\.name)
        if let size = try newestWitnessedSize(by: names, threshold: witnesses.threshold), size > index,
            let stored = try checkpoint(ofSize: size),
            let checkpoint = try? Checkpoint(parsing: SignedNote(parsing: stored.note).text)
        {
            return LogHead(size: size, root: checkpoint.root, checkpoint: stored.cosigned)
        }
        guard let head = try logHead(origin: origin) else { return nil }
        let stored = try checkpoint(ofSize: head.size)
        return LogHead(size: head.size, root: head.root, checkpoint: stored?.cosigned ?? head.checkpoint)
    }

    /// The last checkpoint before the entry `index` and the first with it that others timed, as far as there are any.
    private func interval(around index: UInt64, token: WallTime, proofs: TreeProofs) throws -> [TimedCheckpoint] {
        let tolerance = Duration.milliseconds(IntervalRule.Limits.toleranceMilliseconds)
        let earliest = WallTime(milliseconds: .min)
        let latest = WallTime(milliseconds: .max)
        let before = earliest...token.advanced(by: tolerance)
        let after = token.advanced(by: .zero - tolerance)...latest
        return try [
            lastTimedSize(without: index, token: token).flatMap {
                try timed(.before, size: $0, within: before, proofs)
            },
            firstTimedSize(with: index, token: token).flatMap { try timed(.after, size: $0, within: after, proofs) },
        ].compactMap(\.self)
    }

    /// The checkpoints around the entry `index` and the newest one that others timed, each with its proof from or to the
    /// tree of `size`.
    func renewal(ofSize size: UInt64, index: UInt64, token: WallTime) throws -> [TimedCheckpoint] {
        let proofs = TreeProofs(size: size) { try self.tile($0) }
        let around = try interval(around: index, token: token, proofs: proofs)
        guard let newest = try newestTimedSize(), newest >= size, let stored = try checkpoint(ofSize: newest) else {
            return around
        }
        let forward = TreeProofs(size: newest) { try self.tile($0) }
        let consistency = try forward.consistency(from: size)
        return around + [
            TimedCheckpoint(
                place: .renewed, note: stored.cosigned, responses: stored.responses, consistency: consistency)
        ]
    }

    private func timed(
        _ place: TimedCheckpoint.Place, size: UInt64, within range: ClosedRange<WallTime>, _ proofs: TreeProofs
    ) throws -> TimedCheckpoint? {
        guard let stored = try checkpoint(ofSize: size, within: range) else { return nil }
        let larger = size <= proofs.size ? proofs : TreeProofs(size: size) { try self.tile($0) }
        return TimedCheckpoint(
            place: place, note: stored.cosigned, responses: stored.responses,
            consistency: try larger.consistency(from: min(size, proofs.size)))
    }
}
