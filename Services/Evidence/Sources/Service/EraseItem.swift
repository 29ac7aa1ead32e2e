internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Erases the item that `reference` names: of `account`, for which `person` may act, or anybody's when `staff` does
    /// it. Returns when nothing of it can be read any more, in the rows, the files or the write-ahead log; an item that
    /// was erased before is answered alike. `event` makes the payload of `evidence.item.erased`.
    func eraseItem(
        _ reference: EvidenceReference, of account: String?, staff: String? = nil, person: String? = nil, trace: String,
        event: @escaping @Sendable (ItemErasure) -> [UInt8]
    ) async throws -> ItemErasure {
        guard let target = try await store.read({ try $0.erasureTarget(reference, account: account) }) else {
            throw EvidenceError.evidenceNotFound
        }
        let erasure = try await erase(
            target, wish: staff == nil ? .holder : .staff, staff: staff, person: person, trace: trace, event: event)
        try await finishErasure(at: target.logIndex)
        return erasure
    }

    /// Appends the entry that says so and removes the rows, in one transaction; once.
    func erase(
        _ target: ErasureTarget, wish: ErasureWish, staff: String?, person: String? = nil, trace: String,
        event: @escaping @Sendable (ItemErasure) -> [UInt8]
    ) async throws -> ItemErasure {
        try await erasureTurns.take(target.logIndex) {
            if let erasure = try await store.read({ try $0.erasure(at: target.logIndex) }) { return erasure }
            let tombstone = Tombstone(index: target.logIndex, leafHash: target.leafHash)
            let erasedAt = time.wall()
            let erasure = { @Sendable (place: SealCandidate.SealedPlace) in
                ItemErasure(
                    id: target.id, number: target.number, project: target.project, account: target.account,
                    logIndex: target.logIndex, tombstoneIndex: place.logIndex, erasedAt: erasedAt)
            }
            let record = TombstoneRecord(
                target: target, erasedAt: erasedAt, wish: wish, staff: staff, person: person,
                serviceKey: try await serviceKeys.key())
            let candidate = SealCandidate(
                record: .tombstone(record), chainID: target.chainID, workCommit: tombstone.workCommit,
                metaCommit: tombstone.metaCommit, tokenHash: .zero, request: nil,
                answer: { _ in SavedAnswer(status: 0, body: []) }, credit: nil, event: { event(erasure($0)) },
                trace: trace)
            // Begun before the append: who reads the account's bytes meanwhile may see them with or without these.
            let freeing = keptBytes.freeing(target.keptBytes, of: target.account)
            let place = try await sequencer.append(candidate).place
            freeing.settle()
            return erasure(place)
        }
    }

    /// Returns when nothing is left of the erasure at `index`. Those who come together are served together.
    private func finishErasure(at index: UInt64) async throws {
        try await finishTurns.take(0) {
            guard try await store.read({ try $0.isUnfinished(erasureAt: index) }) else { return }
            // Whoever had the turn before may have left this one to us, among many others.
            while try await store.read({ try $0.isUnfinished(erasureAt: index) }) {
                _ = try await finishNextErasures()
            }
        }
    }

    /// Removes what is left of erasures that were interrupted; returns how many there were.
    package func finishErasures() async throws -> Int {
        try await finishTurns.take(0) {
            var finished = 0
            while case let count = try await finishNextErasures(), count > 0 { finished += count }
            return finished
        }
    }

    /// Destroys files, empties the write-ahead log, and only then notes that it is done: whatever ends the process
    /// between these, the next one finds the note missing and does all of it again.
    private func finishNextErasures() async throws -> Int {
        let open = try await store.read { try $0.unfinishedErasures(count: Limits.erasureRowsMax) }
        guard !open.isEmpty else { return 0 }
        for case let blob? in open.map(\.blob) { try await blobs.destroy(blob) }
        try await emptyLog()
        let now = time.wall()
        try await store.write { try $0.finishErasures(open, at: now) }
        return open.count
    }

    /// Truncates the write-ahead log, in which what was deleted still stands. A reader may be in the way for as long as a
    /// read may live. Throws `EvidenceError.tooBusy` when that did not end in time.
    func emptyLog() async throws {
        for attempt in 1...Limits.emptyLogAttemptsMax {
            if await store.emptyLog() { return }
            if attempt < Limits.emptyLogAttemptsMax {
                try await Task.sleep(for: .milliseconds(Limits.emptyLogPauseMilliseconds))
            }
        }
        throw EvidenceError.tooBusy(retryAfter: .milliseconds(Limits.emptyLogPauseMilliseconds))
    }
}
