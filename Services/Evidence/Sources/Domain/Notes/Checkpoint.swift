internal import MeshCrypto
internal import MeshKernel

/// A log's state at one moment (c2sp.org/tlog-checkpoint): its name, its size and its root. Three lines, no more.
package struct Checkpoint: Sendable, Equatable {
    /// The log's name.
    package let origin: String
    /// Entries in the log.
    package let size: UInt64
    /// Root over all of them.
    package let root: TreeHash

    package init(origin: String, size: UInt64, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The text that is signed.
    package var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    /// Reads the text of a note; extension lines are refused.
    package init(parsing text: String) throws(NoteError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty else { throw .malformed("a checkpoint has three lines") }
        guard SignedNote.isValidName(lines[0]) else { throw .malformed("the origin") }
        guard let size = CanonicalNumber.parse(lines[1]) else { throw .malformed("the size") }
        guard let root = Base64.decode(lines[2]).flatMap({ TreeHash($0) }) else { throw .malformed("the root") }
        self.init(origin: String(lines[0]), size: size, root: root)
    }
}

/// Decimal numbers without sign or leading zeros.
enum CanonicalNumber {
    static func parse(_ text: some StringProtocol) -> UInt64? {
        let digits = text.utf8
        guard let first = digits.first, digits.count == 1 || first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return UInt64(text)
    }
}
