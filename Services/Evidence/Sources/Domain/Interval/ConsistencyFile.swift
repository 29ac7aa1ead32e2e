internal import MeshKernel

/// A consistency proof in a file of its own: a first line that names the form, then one hash a line in base 64.
struct ConsistencyFile: Sendable, Equatable {
    /// The first line.
    static let header = "colophon/consistency/v1"

    let proof: ConsistencyProof

    init(_ proof: ConsistencyProof) { self.proof = proof }

    /// The file's bytes; parsing them gives the same proof.
    var encoded: [UInt8] {
        Array((Self.header + "\n" + proof.hashes.map { Base64.encode($0.bytes) + "\n" }.joined() + "\n").utf8)
    }

    /// Reads a file strictly.
    init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= LogProof.Limits.proofBytesMax else { throw .tooLarge }
        var lines = NoteLines(bytes)
        guard lines.next() == Self.header else { throw .malformed("the first line") }
        proof = ConsistencyProof(hashes: try lines.hashes(maximum: LogProof.Limits.hashesMax))
        guard lines.rest.isEmpty else { throw .malformed("something after the hashes") }
    }
}
