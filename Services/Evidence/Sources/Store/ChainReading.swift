internal import MeshKernel
internal import MeshStore

/// What a chain's archive begins with, and under which all of it stands.
struct ChainFrame: Sendable {
    /// The seal's bundle without the earlier entries of the chain.
    let seal: Bundle
    /// Bytes of `chain.json`.
    let content: [UInt8]
    /// The chain's pseudonym in the log.
    let chainID: ChainID
    /// Place of the seal in the chain; so many entries are before it.
    let sequence: UInt64
    /// The checkpoint of everything in the archive.
    let frame: BundleFrame
    /// Entries that were erased, and where the log says so, in the order of the chain.
    let erased: [(sequence: UInt64, tombstone: UInt64)]
}

/// What a chain's archive holds of one item, beside its entry.
struct ChainItem: Sendable {
    let id: Identifier
    let number: EvidenceNumber
    /// Its place in the chain, and the sizes of the timed checkpoints around it.
    let interval: ChainInterval
    let opening: Opening
    /// DER TimeStampResp.
    let response: [UInt8]
    /// PEM.
    let authorityChain: String
    /// The settings that it names; nil for none.
    let copyright: CopyrightReference?
    /// Its own bundle, for its sheet; nil when it gets none.
    let bundle: Bundle?
}

extension Snapshot {
    /// The beginning of a sealed chain's archive; nil when `account` has no such seal.
    func chainFrame(
        of project: Identifier, at sequence: UInt64, account: String, logKey: NoteKey, witnesses: WitnessQuorum
    ) throws -> ChainFrame? {
        guard let seal = try chainSeal(of: project, at: sequence, account: account) else { return nil }
        let source = BundleSource(seal)
        let erased = try erasures(of: project, before: sequence)
        // An erasure may be younger than the seal; the checkpoint must show both.
        let newest = erased.map(\.tombstone).max() ?? 0
        let frame = try frame(
            with: max(seal.logIndex, newest), of: seal.number, logKey: logKey, witnesses: witnesses)
        return ChainFrame(
            seal: try bundle(source, in: frame, links: 0, isTimed: true), content: seal.content, chainID: seal.chainID,
            sequence: sequence, frame: frame, erased: erased)
    }

    /// The entries of a chain from `first` up to `end`, each with its proof.
    func chainLinks(_ chain: ChainFrame, from first: UInt64, to end: UInt64) throws -> [Bundle.ChainLink] {
        try proving(size: chain.frame.head.size) { proofs in
            try chainEntries(chain.chainID, from: first, to: end).map { entry in
                Bundle.ChainLink(
                    sequence: entry.sequence, leaf: entry.leaf, proof: try proof(of: entry.index, chain.frame, proofs))
            }
        }
    }

    /// Up to `count` items of a chain from the place `first` on that can still be opened, in order, each with its own
    /// bundle when `areWhole`.
    func chainItems(
        _ chain: ChainFrame, of project: Identifier, account: String, from first: UInt64, count: Int, areWhole: Bool
    ) throws -> [ChainItem] {
        let found = try rows(
            """
            SELECT evidence.id AS id FROM evidence JOIN openings ON openings.evidence = evidence.id
            WHERE evidence.project = ? AND evidence.sequence >= ? AND evidence.sequence < ?
            ORDER BY evidence.sequence LIMIT ?
            """,
            SQLValue(project), SQLValue(first), SQLValue(chain.sequence), SQLValue(count))
        return try found.map { row in
            let id = Identifier(stored: try row.text("id"))
            guard let evidence = try evidence(.id(id), account: account) else { throw EvidenceError.erased }
            let (item, index) = (evidence.item, evidence.item.logIndex)
            let token = item.timestampAt
            return ChainItem(
                id: id, number: item.number,
                interval: ChainInterval(
                    sequence: item.sequence, before: try lastTimedSize(without: index, token: token),
                    after: try firstTimedSize(with: index, token: token)),
                opening: evidence.opening, response: evidence.response, authorityChain: evidence.authorityChain,
                copyright: evidence.metadata.copyright,
                bundle: try areWhole
                    ? bundle(BundleSource(evidence), in: chain.frame, links: 0, isTimed: false) : nil)
        }
    }

    /// The log's word for these erasures, under the chain's checkpoint.
    func chainErasures(
        _ chain: ChainFrame, _ erased: some Collection<(sequence: UInt64, tombstone: UInt64)>
    ) throws -> [ChainErasure] {
        try proving(size: chain.frame.head.size) { proofs in
            try erased.map { sequence, tombstone in
                guard let leaf = try entry(tombstone) else { throw LogFault.wrongEntry(index: tombstone) }
                return ChainErasure(
                    sequence: sequence, leaf: leaf, proof: try proof(of: tombstone, chain.frame, proofs))
            }
        }
    }

    /// The checkpoints of these sizes, each proven from or to the chain's own.
    func chainTimes(
        _ chain: ChainFrame, _ sizes: some Collection<UInt64>
    ) throws -> [(size: UInt64, checkpoint: TimedCheckpoint)] {
        try proving(size: chain.frame.head.size) { proofs in
            try sizes.compactMap { size in try timed(size: size, proofs).map { (size, $0) } }
        }
    }

    /// Up to `count` filings of a project after the filing `after`, with their histories, in the order of their
    /// identifiers.
    func chainFilings(
        of project: Identifier, account: String, now: WallTime, after: String, count: Int
    ) throws -> [Filing] {
        try filings(account: account, filter: FilingFilter(project: project), now: now, after: after, count: count)
            .compactMap { try filing($0.id, account: account) }
    }

    private func proof(of index: UInt64, _ frame: BundleFrame, _ proofs: TreeProofs) throws -> LogProof {
        guard index < frame.head.size else { throw LogFault.wrongEntry(index: index) }
        return LogProof(inclusion: try proofs.inclusion(of: index), checkpoint: frame.head.checkpoint)
    }
}

extension Snapshot {
    /// How many filings `account` has in a project.
    func filingCount(of project: Identifier, account: String) throws -> UInt64 {
        let row = try row(
            "SELECT count(*) AS filings FROM filings WHERE account = ? AND project = ?", .text(account),
            SQLValue(project))
        return UInt64(try row?.integer("filings") ?? 0)
    }

    /// How many custody records an item has.
    func custodyCount(of item: Identifier) throws -> UInt64 {
        UInt64(
            try row("SELECT custody_records FROM evidence WHERE id = ?", SQLValue(item))?.integer("custody_records")
                ?? 0)
    }
}
