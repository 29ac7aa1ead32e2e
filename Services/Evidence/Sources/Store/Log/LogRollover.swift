package import MeshKernel
package import MeshStore

/// Hands a log from one key to the next: the log's last entry under the old key names the new one, both sign the
/// checkpoint over it, and every later one is the new key's alone.
package struct LogRollover: Sendable {
    private let rollover: KeyRollover
    private let old: LogIdentity
    private let new: LogIdentity

    /// Nil unless both are keys of one log, and two keys.
    package init?(from old: LogIdentity, to new: LogIdentity) {
        guard let rollover = KeyRollover(from: old.signer.publicKey, to: new.signer.publicKey) else { return nil }
        self.rollover = rollover
        self.old = old
        self.new = new
    }

    /// Appends the entry in `store`, which no service uses, and returns its index. A log that has taken this step before
    /// is left as it is. Throws `LogFault` for a log that does not add up or is not the old key's.
    package func perform(in store: Store, at time: WallTime) async throws -> UInt64 {
        let origin = old.origin
        let (state, head, last) = try await store.read { [old] snapshot in
            guard let head = try snapshot.logHead(origin: origin) else {
                throw LogFault.checkpointMismatch("the store has no log named \(origin)")
            }
            try old.check(head)
            return (try LogState(reading: snapshot, head: head), head, try snapshot.lastRollover(below: head.size))
        }
        if let last, last.leaf.workCommit == KeyRollover.commitment(to: rollover.new) { return last.index }
        if let last, last.leaf.workCommit != KeyRollover.commitment(to: rollover.old) {
            throw LogFault.keyRetired(index: last.index)
        }
        let chain =
            last.map { ChainHead(nextSequence: $0.leaf.sequence + 1, lastLeafHash: $0.leaf.hash) } ?? .start
        let leaf = rollover.leaf(at: chain, acceptedAt: time)
        var next = state
        let (root, tiles) = try next.append([leaf])
        let text = Checkpoint(origin: origin, size: next.size, root: root).text
        let note = SignedNote(
            text: text, signatures: old.signer.sign(text).signatures + new.signer.sign(text).signatures)
        let newHead = LogHead(size: next.size, root: root, checkpoint: note.encoded)
        try await store.write { transaction in
            try transaction.moveHead(origin: origin, from: head.size, to: newHead)
            for tile in tiles { try transaction.keep(tile) }
            try transaction.insert(leaf, at: head.size)
        }
        return head.size
    }
}
