internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

/// What a bundle is made of, beside the log.
struct BundleSource {
    let number: EvidenceNumber
    let logIndex: UInt64
    let sequence: UInt64
    let chainID: ChainID
    let opening: Opening
    let response: [UInt8]
    let authorityChain: String

    init(_ evidence: OpenedEvidence) {
        number = evidence.item.number
        logIndex = evidence.item.logIndex
        sequence = evidence.item.sequence
        chainID = evidence.chainID
        opening = evidence.opening
        response = evidence.response
        authorityChain = evidence.authorityChain
    }

    init(_ seal: OpenedChainSeal) {
        number = seal.number
        logIndex = seal.logIndex
        sequence = seal.sequence
        chainID = seal.chainID
        opening = seal.opening
        response = seal.response
        authorityChain = seal.authorityChain
    }
}

/// Under what bundles are shown.
struct BundleFrame: Sendable {
    /// The checkpoint, with the cosignatures that it has.
    let head: LogHead
    let logKey: NoteKey
    let witnesses: WitnessQuorum
}

extension Snapshot {
    /// Everything that shows the item `reference` of `account`, proven under the newest checkpoint that has the quorum of
    /// `witnesses`, or the newest one when none with the item has.
    func bundle(
        of reference: EvidenceReference, account: String, logKey: NoteKey, witnesses: WitnessQuorum
    ) throws -> Bundle? {
        guard let evidence = try evidence(reference, account: account) else { return nil }
        let source = BundleSource(evidence)
        let frame = try frame(with: source.logIndex, of: source.number, logKey: logKey, witnesses: witnesses)
        return try bundle(source, in: frame, links: Bundle.Limits.chainLeavesMax, isTimed: true)
    }

    /// What shows the item `id` of `account`, under the newest checkpoint that has the quorum of `witnesses`, or the newest
    /// one when none with the item has.
    func proof(
        of id: Identifier, account: String, origin: String, witnesses: WitnessQuorum
    ) throws -> SealProof? {
        guard let evidence = try evidence(.id(id), account: account) else { return nil }
        let index = evidence.item.logIndex
        guard let leaf = try entry(index),
            let head = try shownHead(with: index, origin: origin, witnesses: witnesses), index < head.size
        else { throw LogFault.wrongEvidence(id: id.text) }
        let proofs = TreeProofs(size: head.size) { try self.tile($0) }
        return SealProof(
            leaf: leaf, opening: evidence.opening, tokenResponse: evidence.response,
            proof: LogProof(inclusion: try proofs.inclusion(of: index), checkpoint: head.checkpoint))
    }

    /// Under which the entry `index`, and all before it, can be shown.
    func frame(
        with index: UInt64, of number: EvidenceNumber, logKey: NoteKey, witnesses: WitnessQuorum
    ) throws -> BundleFrame {
        guard let head = try shownHead(with: index, origin: logKey.name, witnesses: witnesses) else {
            throw LogFault.wrongEvidence(id: number.description)
        }
        return BundleFrame(head: head, logKey: logKey, witnesses: witnesses)
    }

    /// With up to `links` earlier entries of its chain and, when `isTimed`, what others said about the time around it.
    func bundle(_ source: BundleSource, in frame: BundleFrame, links: UInt64, isTimed: Bool) throws -> Bundle {
        let head = frame.head
        guard let leaf = try entry(source.logIndex) else {
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
            logKey: frame.logKey, chain: chain,
            interval: try isTimed ? interval(around: source.logIndex, token: token.time, proofs: proofs) : [],
            witnesses: frame.witnesses)
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
        return try logHead(origin: origin).map { try cosigned($0) }
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

    /// The checkpoints around the entry `index`, each with its proof from or to the tree of `size`, and the newest one that
    /// others timed with its proof from the tree of `renewedSize`.
    func renewal(
        ofSize size: UInt64, index: UInt64, token: WallTime, renewedSize: UInt64
    ) throws -> [TimedCheckpoint] {
        let proofs = TreeProofs(size: size) { try self.tile($0) }
        let around = try interval(around: index, token: token, proofs: proofs)
        guard let newest = try newestTimedSize(), newest >= renewedSize,
            let stored = try renewedCheckpoint(ofSize: newest)
        else {
            return around
        }
        let forward = TreeProofs(size: newest) { try self.tile($0) }
        let consistency = try forward.consistency(from: renewedSize)
        return around + [
            TimedCheckpoint(
                place: .renewed, note: stored.cosigned, responses: stored.responses, consistency: consistency)
        ]
    }

    /// The checkpoint of `size` with what everybody said first about its time, proven from or to the tree of `proofs`;
    /// nil when it is not kept. It may stand before some entries and after others: only the first words hold for both,
    /// for a later one may be later than an entry that came meanwhile.
    func timed(size: UInt64, _ proofs: TreeProofs) throws -> TimedCheckpoint? {
        try checkpoint(ofSize: size).map { try timed(.before, $0, proofs) }
    }

    private func timed(
        _ place: TimedCheckpoint.Place, size: UInt64, within range: ClosedRange<WallTime>, _ proofs: TreeProofs
    ) throws -> TimedCheckpoint? {
        // Before the entry the last time says the most, after it the first.
        let found =
            try place == .before
            ? renewedCheckpoint(ofSize: size, within: range) : checkpoint(ofSize: size, within: range)
        return try found.map { try timed(place, $0, proofs) }
    }

    private func timed(
        _ place: TimedCheckpoint.Place, _ stored: StoredCheckpoint, _ proofs: TreeProofs
    ) throws -> TimedCheckpoint {
        let size = stored.size
        let larger = size <= proofs.size ? proofs : TreeProofs(size: size) { try self.tile($0) }
        return TimedCheckpoint(
            place: place, note: stored.cosigned, responses: stored.responses,
            consistency: try larger.consistency(from: min(size, proofs.size)))
    }
}
