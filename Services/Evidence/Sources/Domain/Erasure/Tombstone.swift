internal import MeshCrypto

/// What the log says of an entry whose contents were erased: which one it is, and nothing else. It stands in the same
/// chain as the erased entry, at its end when the erasure came.
package struct Tombstone: Sendable, Equatable {
    private static let tag = Array("colophon/tombstone/v1\0".utf8)

    /// Place of the erased entry in the log.
    package let index: UInt64
    /// Hash of the erased entry.
    package let leafHash: TreeHash

    /// Of the entry at `index`, whose hash is `leafHash`.
    package init(index: UInt64, leafHash: TreeHash) {
        self.index = index
        self.leafHash = leafHash
    }

    /// Stands where a work's commitment would be: the erased entry's hash, so that anybody can tell which one it was.
    package var workCommit: TreeHash { leafHash }

    /// Stands where the commitment to the metadata would be: SHA-256 over a tag, the erased entry's place and its hash.
    package var metaCommit: TreeHash {
        let place = (0..<8).map { UInt8(truncatingIfNeeded: index >> (56 - 8 * UInt64($0))) }
        return TreeHash(trusted: Digest.sha256(Self.tag + place + leafHash.bytes))
    }

    /// Whether `leaf` is this tombstone: it names the erased entry and has no token.
    package func isStated(by leaf: Leaf) -> Bool {
        leaf.kind == .tombstone && leaf.workCommit == workCommit && leaf.metaCommit == metaCommit
            && leaf.tokenHash == .zero
    }
}
