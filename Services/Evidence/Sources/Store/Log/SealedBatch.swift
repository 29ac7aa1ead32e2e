internal import MeshKernel
internal import MeshStore

/// Everything that one append writes: entries, tiles, head, and for each work its row, its chain's step, its event and
/// its answer.
struct SealedBatch: Sendable {
    let origin: String
    let oldSize: UInt64
    let head: LogHead
    let tiles: [Tile]
    let candidates: [SealCandidate]
    let leaves: [Leaf]
    let outcomes: [SealCandidate.Outcome]
    let oldHeads: [ChainID: ChainHead]
    let newHeads: [ChainID: ChainHead]

    func write(to transaction: Transaction) throws {
        try transaction.moveHead(origin: origin, from: oldSize, to: head)
        for tile in tiles { try transaction.keep(tile) }
        var moved: Set<ChainID> = []
        var kept: [String: UInt64] = [:]
        for (position, candidate) in candidates.enumerated() {
            let place = outcomes[position].place
            try transaction.insert(leaves[position], at: place.logIndex)
            try candidate.record.write(
                to: transaction, leaf: leaves[position], leafHash: place.leafHash, at: place.logIndex)
            if let (account, bytes) = candidate.record.kept { kept[account, default: 0] += bytes }
            if moved.insert(candidate.chainID).inserted, let old = oldHeads[candidate.chainID],
                let new = newHeads[candidate.chainID]
            {
                try transaction.moveChain(of: candidate.record.project, from: old, to: new)
            }
            if let request = candidate.request { try transaction.remember(request, outcomes[position].answer) }
        }
        try CreditHold.use(forSealsOf: candidates, in: transaction)
        for (account, bytes) in kept { try transaction.keepBytes(bytes, of: account) }
        try transaction.append(
            zip(candidates, outcomes).map { candidate, outcome in
                Event(
                    type: candidate.record.eventType, aggregate: candidate.record.id.text,
                    payload: candidate.event(outcome.place), trace: candidate.trace)
            })
    }
}
