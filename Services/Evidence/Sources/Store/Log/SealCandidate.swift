internal import MeshKernel
internal import MeshStore

/// An accepted work that waits for its place in the log. All that its leaf commits to is fixed; place, chain link and
/// hash come from the sequencer. A class, because several queues hand it on.
final class SealCandidate: Sendable {
    let record: LogRecord
    let chainID: ChainID
    let workCommit: TreeHash
    let metaCommit: TreeHash
    let tokenHash: TreeHash
    /// Whether its caller is told where it stands, with the path to the root.
    let wantsProof: Bool
    /// Written in the same transaction, so that a repetition of the call is answered alike; nil for what has an identity
    /// of its own.
    let request: IdempotentRequest?
    /// The answer of the call, once the place is known.
    let answer: @Sendable (SealedPlace) -> SavedAnswer
    /// Used in the same transaction; nil for what costs nothing.
    let credit: CreditHold?
    /// The payload of its event, once the place is known.
    let event: @Sendable (SealedPlace) -> [UInt8]
    /// W3C traceparent of the call.
    let trace: String

    init(
        record: LogRecord, chainID: ChainID, workCommit: TreeHash, metaCommit: TreeHash, tokenHash: TreeHash,
        wantsProof: Bool = false, request: IdempotentRequest?, answer: @escaping @Sendable (SealedPlace) -> SavedAnswer,
        credit: CreditHold?,
        event: @escaping @Sendable (SealedPlace) -> [UInt8], trace: String
    ) {
        self.record = record
        self.chainID = chainID
        self.workCommit = workCommit
        self.metaCommit = metaCommit
        self.tokenHash = tokenHash
        self.wantsProof = wantsProof
        self.request = request
        self.answer = answer
        self.credit = credit
        self.event = event
        self.trace = trace
    }

    /// Where a work came to stand.
    struct SealedPlace: Sendable, Equatable {
        let sequence: UInt64
        let logIndex: UInt64
        let leafHash: TreeHash
    }

    /// Where it came to stand, and what its caller is answered.
    struct Outcome: Sendable {
        let place: SealedPlace
        let answer: SavedAnswer
        /// The entry, and its path to the root of the checkpoint that brought it, for a candidate that wants it.
        var shown: (leaf: [UInt8], proof: LogProof)?
    }

    func leaf(at head: ChainHead) -> Leaf {
        Leaf(
            kind: record.kind, acceptedMilliseconds: UInt64(clamping: record.acceptedAt.milliseconds),
            workCommit: workCommit,
            chainID: chainID, sequence: head.nextSequence, previousLeafHash: head.lastLeafHash, metaCommit: metaCommit,
            tokenHash: tokenHash)
    }
}
