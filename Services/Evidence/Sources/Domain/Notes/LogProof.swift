internal import MeshCrypto
internal import MeshKernel

/// A proof that one entry is in a log, in one text file (c2sp.org/tlog-proof): index, path and signed checkpoint.
package struct LogProof: Sendable, Equatable {
    /// The first line.
    package static let header = "c2sp.org/tlog-proof@v1"

    /// Bounds of one proof file.
    package enum Limits {
        /// Larger files are refused unread.
        package static let proofBytesMax = 131_072
        /// A path is never longer: sizes have 64 bits.
        package static let hashesMax = 64
    }

    /// The entry's index and path.
    package let inclusion: InclusionProof
    /// The signed checkpoint, verbatim.
    package let checkpoint: [UInt8]

    package init(inclusion: InclusionProof, checkpoint: [UInt8]) {
        self.inclusion = inclusion
        self.checkpoint = checkpoint
    }

    /// The file's bytes; parsing them gives the same proof.
    package var encoded: [UInt8] {
        var text = "\(Self.header)\nindex \(inclusion.index)\n"
        for hash in inclusion.hashes { text += Base64.encode(hash.bytes) + "\n" }
        return Array((text + "\n").utf8) + checkpoint
    }

    /// Reads a file strictly. The `extra` line that the format allows is refused, for nothing authenticates it.
    package init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Limits.proofBytesMax else { throw .tooLarge }
        var lines = NoteLines(bytes)
        guard lines.next() == Self.header else { throw .malformed("the first line") }
        guard let second = lines.next(), second.hasPrefix("index "),
            let index = CanonicalNumber.parse(second.dropFirst(6))
        else {
            throw .malformed("the index")
        }
        let hashes = try lines.hashes(maximum: Limits.hashesMax)
        inclusion = InclusionProof(index: index, hashes: hashes)
        checkpoint = lines.rest
    }
}
