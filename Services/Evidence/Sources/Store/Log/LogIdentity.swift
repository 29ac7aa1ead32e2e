package import MeshCrypto

/// A log's name and key.
package struct LogIdentity: Sendable {
    /// Signs checkpoints.
    package let signer: NoteSigner

    /// The log's name.
    package var origin: String { signer.publicKey.name }

    /// Nil when the origin cannot name a key.
    package init?(origin: String, key: SigningKey) {
        guard let signer = NoteSigner(name: origin, key: key) else { return nil }
        self.signer = signer
    }

    func head(size: UInt64, root: TreeHash) -> LogHead {
        let note = signer.sign(Checkpoint(origin: origin, size: size, root: root).text)
        return LogHead(size: size, root: root, checkpoint: note.encoded)
    }

    /// That the stored checkpoint is this log's word for the stored head.
    func check(_ head: LogHead) throws(LogFault) {
        try signer.publicKey.check(head)
    }
}

extension NoteKey {
    /// That the stored checkpoint is the word of this log, whose name and key these are, for the stored head.
    func check(_ head: LogHead) throws(LogFault) {
        do {
            let note = try SignedNote(parsing: head.checkpoint)
            try verify(note)
            let checkpoint = try Checkpoint(parsing: note.text)
            guard checkpoint == Checkpoint(origin: name, size: head.size, root: head.root) else {
                throw LogFault.checkpointMismatch("it says something else than the head")
            }
        } catch let error as NoteError {
            throw .checkpointMismatch("\(error)")
        } catch let fault as LogFault {
            throw fault
        } catch {
            throw .checkpointMismatch("\(error)")
        }
    }
}
