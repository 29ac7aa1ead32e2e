/// The hashes that show one tree to be the beginning of another (RFC 6962, section 2.1.2).
package struct ConsistencyProof: Sendable, Equatable {
    /// In the order of RFC 6962.
    package let hashes: [TreeHash]

    package init(hashes: [TreeHash]) {
        self.hashes = hashes
    }

    /// Whether the tree of `size` entries under `root` begins with the tree of `oldSize` under `oldRoot`
    /// (RFC 9162, section 2.1.4.2).
    package func holds(oldSize: UInt64, oldRoot: TreeHash, size: UInt64, root: TreeHash) -> Bool {
        guard oldSize <= size else { return false }
        if oldSize == size { return hashes.isEmpty && oldRoot == root }
        if oldSize == 0 { return hashes.isEmpty && oldRoot == .emptyRoot }
        var path = hashes
        // A perfect old tree is its own first hash and is left out of the proof.
        if oldSize & (oldSize - 1) == 0 { path.insert(oldRoot, at: 0) }
        guard let seed = path.first else { return false }
        var first = oldSize - 1
        var last = size - 1
        while first & 1 == 1 {
            first >>= 1
            last >>= 1
        }
        var oldHash = seed
        var newHash = seed
        for sibling in path.dropFirst() {
            guard last > 0 else { return false }
            if first & 1 == 1 || first == last {
                oldHash = .node(sibling, oldHash)
                newHash = .node(sibling, newHash)
                while first & 1 == 0, first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                newHash = .node(newHash, sibling)
            }
            first >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == oldRoot && newHash == root
    }
}
