internal import MeshKernel

/// What a log sends to a witness (c2sp.org/tlog-witness, `add-checkpoint`): the size that the witness is thought to have
/// seen, the proof that the tree has only grown since, and the new checkpoint.
package struct AddCheckpointRequest: Sendable, Equatable {
    /// Bounds of one request.
    package enum Limits {
        /// Larger requests are refused unread: a note, and a path of 63 lines.
        package static let requestBytesMax = 73_728
        /// Lines of a proof; the format allows no more.
        package static let proofLinesMax = 63
    }

    /// Entries of the tree that the witness saw last.
    package let oldSize: UInt64
    /// From that tree to the new one.
    package let proof: ConsistencyProof
    /// The new checkpoint, signed by the log.
    package let note: SignedNote

    package init(oldSize: UInt64, proof: ConsistencyProof, note: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.note = note
    }

    /// The body of the request; parsing it gives the same request.
    package var encoded: [UInt8] {
        var text = "old \(oldSize)\n"
        for hash in proof.hashes { text += Base64.encode(hash.bytes) + "\n" }
        return Array((text + "\n").utf8) + note.encoded
    }

    /// Reads a body strictly.
    package init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Limits.requestBytesMax else { throw .tooLarge }
        var lines = NoteLines(bytes)
        guard let first = lines.next(), first.hasPrefix("old "), let size = CanonicalNumber.parse(first.dropFirst(4))
        else { throw .malformed("the first line is not the old size") }
        oldSize = size
        proof = ConsistencyProof(hashes: try lines.hashes(maximum: Limits.proofLinesMax))
        note = try SignedNote(parsing: lines.rest)
    }
}
