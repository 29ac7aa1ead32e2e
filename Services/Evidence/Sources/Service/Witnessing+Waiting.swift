extension Witnessing {
    /// Returns when a checkpoint with the entry `index` has the quorum; refuses when that takes longer than `limit`, or
    /// no quorum is configured.
    func wait(for index: UInt64, atMost limit: Duration) async throws(EvidenceError) {
        guard quorum.threshold > 0 else { throw .noWitnesses }
        if let head = witnessed.head, head.size > index { return }
        let isReached = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await head in witnessed.changes() where head.size > index { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
        guard isReached else { throw .notWitnessed }
    }
}
