internal import DequeModule
internal import MeshKernel
package import MeshStore

/// The one writer of the log. Works that wait are appended together: one hash tree, one signature, one transaction. A
/// checkpoint leaves only after its commit; a commit whose outcome is unknown ends the process.
package actor LogSequencer {
    private struct Waiting {
        let candidate: SealCandidate
        let continuation: CheckedContinuation<SealCandidate.Outcome, any Error>
    }

    private let store: Store
    private let identity: LogIdentity
    private let bounds: BatchBounds
    private let fatal: FatalSignal
    private let pause: @Sendable (Duration) async -> Void
    /// Whether the log takes no more works.
    package nonisolated let isFrozen: Bool
    /// Whether a frozen log takes the entries that say what was erased, and no others.
    package nonisolated let takesTombstones: Bool
    /// The newest head that is on the disk.
    package nonisolated let latest = LatestHead()
    /// Ends the signing while the process goes on.
    package nonisolated let stop = LogStop()
    private var state: LogState
    private var waiting = Deque<Waiting>()
    private var isWorking = false
    private var broken: (any Error)?
    /// How many the last batch held: that many callers are expected back.
    private var lastBatchEntries = 0
    private var gathering: CheckedContinuation<Void, Never>?
    private var gatheringEntries = 0
    private var gatheringRound: UInt64 = 0
    /// Heads of chains that this process has written; only this process writes them.
    private var chains: [ChainID: ChainHead] = [:]
    /// What was appended since the start.
    package private(set) var statistics = SequencerStatistics()

    /// Loads the log from `store`, beginning it when it is new, and checks what it loads. `fatal` is raised when the log
    /// must not be written any more. A log that is frozen is loaded and checked alike, and refuses every append but,
    /// with `takesTombstones`, those of tombstones. `pause` lets the time pass that a batch waits for its callers.
    package init(
        store: Store, identity: LogIdentity, bounds: BatchBounds, fatal: FatalSignal, isFrozen: Bool = false,
        takesTombstones: Bool = false,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) async throws {
        self.store = store
        self.identity = identity
        self.bounds = bounds
        self.fatal = fatal
        self.pause = pause
        self.isFrozen = isFrozen
        self.takesTombstones = takesTombstones
        let (state, head) = try await Self.open(store, identity)
        self.state = state
        latest.publish(head)
    }

    /// Entries in the log.
    package var size: UInt64 { state.size }

    /// Works that wait for a batch; those of the batch that is being written do not.
    package var waitingEntries: Int { waiting.count }

    #if DEBUG
    /// Flips a bit of what is remembered of the log, as failing memory does. For tests.
    package func flipBit(of derivation: RootDerivation) {
        state.flipBit(of: derivation)
    }
    #endif

    private static func open(_ store: Store, _ identity: LogIdentity) async throws -> (LogState, LogHead) {
        let origin = identity.origin
        guard let head = try await store.read({ try $0.logHead(origin: origin) }) else {
            let empty = identity.head(size: 0, root: .emptyRoot)
            try await store.write { transaction in try transaction.insert(empty, origin: origin) }
            return (LogState(), empty)
        }
        try identity.check(head)
        let key = identity.signer.publicKey
        let state = try await store.read { snapshot in
            try snapshot.checkCurrent(key, size: head.size)
            return try LogState(reading: snapshot, head: head)
        }
        return (state, head)
    }

    /// Throws `EvidenceError.logFrozen` for a log that takes no more entries, and `logDisputed` for one that a witness
    /// contradicts, so that a caller may know it early.
    nonisolated func requireGrowing(by kind: LeafKind = .work) throws(EvidenceError) {
        guard !isFrozen || takesTombstones && kind == .tombstone else { throw .logFrozen }
        try requireUndisputed()
    }

    /// Throws `EvidenceError.logDisputed` while a witness contradicts the log.
    nonisolated func requireUndisputed() throws(EvidenceError) {
        if let fault = stop.fault { throw .logDisputed(fault) }
    }

    /// Whether the log says what is erased, now or when a dispute is over.
    nonisolated var isOpenToErasures: Bool { !isFrozen || takesTombstones }

    /// Appends a work and returns its place and its answer when they are on the disk. Cancelling the caller does not take it back.
    func append(_ candidate: SealCandidate) async throws -> SealCandidate.Outcome {
        try requireGrowing(by: candidate.record.kind)
        if let broken { throw broken }
        guard waiting.count < bounds.queueEntriesMax else {
            throw EvidenceError.tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
        }
        return try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiting(candidate: candidate, continuation: continuation))
            if waiting.count >= gatheringEntries { endGathering(gatheringRound) }
            guard !isWorking else { return }
            isWorking = true
            Task { await self.work() }
        }
    }

    /// Serves what waits until nothing does.
    private func work() async {
        while !waiting.isEmpty {
            await gather()
            let batch = Array(waiting.prefix(bounds.batchEntriesMax))
            waiting.removeFirst(batch.count)
            await seal(batch)
        }
        isWorking = false
    }

    /// After a batch of many, the same callers are on their way back: waits for most of them, but not for long. Waiting for
    /// all would leave everything else idle while the writer writes, and the writer while the others come.
    private func gather() async {
        let expected = min(lastBatchEntries * 3 / 4, bounds.batchEntriesMax)
        guard expected > 1, waiting.count < expected, bounds.batchMilliseconds > 0 else { return }
        gatheringRound += 1
        let round = gatheringRound
        let longest = Duration.milliseconds(bounds.batchMilliseconds)
        await withCheckedContinuation { continuation in
            gathering = continuation
            gatheringEntries = expected
            Task {
                await self.pause(longest)
                self.endGathering(round)
            }
        }
    }

    private func endGathering(_ round: UInt64) {
        guard round == gatheringRound, let gathering else { return }
        self.gathering = nil
        gatheringEntries = 0
        gathering.resume()
    }

    private func seal(_ batch: [Waiting]) async {
        lastBatchEntries = batch.count
        if let broken {
            for one in batch { one.continuation.resume(throwing: broken) }
            return
        }
        do {
            let outcomes = try await commit(batch.map(\.candidate))
            for (one, outcome) in zip(batch, outcomes) { one.continuation.resume(returning: outcome) }
        } catch {
            // What the chains' heads are is on the disk; what this batch thought of them is void.
            chains.removeAll()
            if SequencerOutcome(error) == .unknown {
                broken = error
                fatal.raise(error)
            } else if case StoreError.constraint = error, batch.count > 1 {
                // What the store refuses of one work must not take those of others with it.
                let middle = batch.count / 2
                await seal(Array(batch[..<middle]))
                await seal(Array(batch[middle...]))
                return
            }
            for one in batch { one.continuation.resume(throwing: error) }
        }
    }

    private func commit(_ candidates: [SealCandidate]) async throws -> [SealCandidate.Outcome] {
        var heads = try await chainHeads(of: candidates)
        let oldHeads = heads
        var next = state
        var leaves: [Leaf] = []
        var outcomes: [SealCandidate.Outcome] = []
        for candidate in candidates {
            guard let head = heads[candidate.chainID] else { throw EvidenceError.projectNotFound }
            let leaf = candidate.leaf(at: head)
            let hash = leaf.hash
            let place = SealCandidate.SealedPlace(
                sequence: leaf.sequence, logIndex: state.size + UInt64(leaves.count), leafHash: hash)
            outcomes.append(SealCandidate.Outcome(place: place, answer: candidate.answer(place)))
            leaves.append(leaf)
            heads[candidate.chainID] = ChainHead(nextSequence: leaf.sequence + 1, lastLeafHash: hash)
        }
        // What came before a witness spoke up waits here; nothing is signed after it did.
        try requireUndisputed()
        let (root, tiles) = try next.append(leaves)
        let batch = SealedBatch(
            origin: identity.origin, oldSize: state.size, head: identity.head(size: next.size, root: root),
            tiles: tiles,
            candidates: candidates, leaves: leaves, outcomes: outcomes, oldHeads: oldHeads, newHeads: heads)
        FaultPoint.headSigned.reached()
        try await store.write { [stop] transaction in
            // The writer may have been busy for long: a head that a witness contradicts meanwhile is not kept.
            if let fault = stop.fault { throw EvidenceError.logDisputed(fault) }
            try batch.write(to: transaction)
        }
        FaultPoint.headCommitted.reached()
        state = next
        latest.publish(batch.head)
        statistics.count(entries: candidates.count)
        if chains.count > BatchBounds.Limits.chainHeadsMax { chains.removeAll() }
        chains.merge(heads) { _, new in new }
        guard candidates.contains(where: \.wantsProof) else { return outcomes }
        let shown = Self.shown(outcomes, of: batch, with: FreshTiles(changed: tiles, edge: state.edge).proofs)
        statistics.count(freshProofs: shown.count { $0.shown != nil })
        return shown
    }

    /// The outcomes with the proofs that are wanted.
    private static func shown(
        _ outcomes: [SealCandidate.Outcome], of batch: SealedBatch, with proofs: TreeProofs
    ) -> [SealCandidate.Outcome] {
        var shown = outcomes
        for (position, candidate) in batch.candidates.enumerated() where candidate.wantsProof {
            // Without one the caller is given the proof from the store.
            guard let inclusion = try? proofs.inclusion(of: outcomes[position].place.logIndex) else { continue }
            shown[position].shown = (
                batch.leaves[position].encoded, LogProof(inclusion: inclusion, checkpoint: batch.head.checkpoint)
            )
        }
        return shown
    }

    private func chainHeads(of candidates: [SealCandidate]) async throws -> [ChainID: ChainHead] {
        var heads: [ChainID: ChainHead] = [:]
        var missing: [ChainID: SealCandidate] = [:]
        for candidate in candidates where heads[candidate.chainID] == nil {
            if let known = chains[candidate.chainID] {
                heads[candidate.chainID] = known
            } else {
                missing[candidate.chainID] = candidate
            }
        }
        guard !missing.isEmpty else { return heads }
        let wanted = missing.mapValues(\.record.project)
        let read = try await store.read { snapshot in try wanted.compactMapValues { try snapshot.chainHead(of: $0) } }
        return heads.merging(read) { known, _ in known }
    }
}
