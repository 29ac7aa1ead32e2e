/// The hashes that lead from one entry to a root (RFC 6962, section 2.1.1), from the leaf's sibling up.
package struct InclusionProof: Sendable, Equatable {
    /// Place of the entry, from 0.
    package let index: UInt64
    /// From the leaf's sibling to the root's child.
    package let hashes: [TreeHash]

    package init(index: UInt64, hashes: [TreeHash]) {
        self.index = index
        self.hashes = hashes
    }

    /// The root that the proof gives for `leaf` in a tree of `size` entries (RFC 9162, section 2.1.3.2); nil when the
    /// proof is too long, too short, or its index is not in the tree.
    package func root(leaf: TreeHash, size: UInt64) -> TreeHash? {
        guard index < size else { return nil }
        var first = index
        var last = size - 1
        var hash = leaf
        for sibling in hashes {
            guard last > 0 else { return nil }
            if first & 1 == 1 || first == last {
                hash = .node(sibling, hash)
                while first & 1 == 0, first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, sibling)
            }
            first >>= 1
            last >>= 1
        }
        return last == 0 ? hash : nil
    }
}
