internal import MeshCrypto
package import MeshKernel

/// A log's step from one key to the next, as the log itself records it: an entry that commits to both public lines. They
/// stand in a chain of the log's own, whose pseudonym is sixteen zeros.
package struct KeyRollover: Sendable, Equatable {
    /// The chain in which a log's rollovers stand.
    package static let chainID = ChainID(zero: ())

    /// The key that signed until now.
    package let old: NoteKey
    /// The key that signs from now on; its name is the same.
    package let new: NoteKey

    /// Nil unless both are keys of one log, and two keys.
    package init?(from old: NoteKey, to new: NoteKey) {
        guard old.name == new.name, old != new else { return nil }
        self.old = old
        self.new = new
    }

    /// What an entry says of a key: SHA-256 over its public line, without the line's end.
    package static func commitment(to key: NoteKey) -> TreeHash {
        TreeHash(trusted: Digest.sha256(Array(key.line.utf8)))
    }

    /// The entry: the new key where a work's commitment would be, the old one in the place of the metadata, no token.
    package func leaf(at head: ChainHead, acceptedAt: WallTime) -> Leaf {
        Leaf(
            kind: .keyRollover, acceptedMilliseconds: UInt64(clamping: acceptedAt.milliseconds),
            workCommit: Self.commitment(to: new), chainID: Self.chainID, sequence: head.nextSequence,
            previousLeafHash: head.lastLeafHash, metaCommit: Self.commitment(to: old), tokenHash: .zero)
    }
}

extension ChainID {
    fileprivate init(zero: Void) {
        self.init(trusted: [UInt8](repeating: 0, count: Self.byteCount))
    }
}
