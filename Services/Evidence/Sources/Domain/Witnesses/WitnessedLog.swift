/// What a witness knows of one log, and the rule by which it learns more: the log may only grow. A value; whoever keeps it
/// stores what `admitting` returns before a cosignature leaves.
package struct WitnessedLog: Sendable, Equatable {
    /// The log's key; its name is the log's origin.
    package let key: NoteKey
    /// The last checkpoint that was cosigned, verbatim; nil before the first.
    package let note: SignedNote?
    /// What that checkpoint says.
    package let checkpoint: Checkpoint?

    /// A log of which nothing was seen yet.
    package init(key: NoteKey) {
        self.key = key
        note = nil
        checkpoint = nil
    }

    /// A log whose last cosigned checkpoint was `note`, which must name it and be signed by it, with `key` or one that it
    /// had before.
    package init(key: NoteKey, retired: [NoteKey] = [], seen note: SignedNote) throws(NoteError) {
        try key.vouching(for: note, orElse: retired).verify(note)
        let checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin == key.name else { throw .malformed("the origin") }
        self.key = key
        self.note = note
        self.checkpoint = checkpoint
    }

    /// Entries that the log is known to have.
    package var size: UInt64 { checkpoint?.size ?? 0 }

    /// What is known once `request` was taken; refuses what the log did not sign, what does not start from here, and what
    /// does not continue what was seen. The order of the checks is that of c2sp.org/tlog-witness.
    package func admitting(_ request: AddCheckpointRequest) throws(WitnessRefusal) -> WitnessedLog {
        let next: WitnessedLog
        do {
            next = try WitnessedLog(key: key, seen: request.note)
        } catch {
            switch error {
            case .unsigned, .wrongSignature: throw .wrongSignature
            case .tooLarge, .malformed: throw .malformed
            }
        }
        guard request.oldSize <= next.size else { throw .malformed }
        guard request.oldSize == size else { throw .otherSize(size) }
        let oldRoot = checkpoint?.root ?? .emptyRoot
        if next.size == size, let newRoot = next.checkpoint?.root, newRoot != oldRoot { throw .otherSize(size) }
        guard let root = next.checkpoint?.root,
            request.proof.holds(oldSize: size, oldRoot: oldRoot, size: next.size, root: root)
        else { throw .wrongProof }
        return next
    }
}
