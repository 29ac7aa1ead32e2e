/// The right border of a growing tree: the roots of its perfect subtrees, largest first. Appending costs one hash on
/// average and never looks at an old entry.
package struct CompactRange: Sendable, Equatable {
    /// Entries so far.
    package private(set) var size: UInt64 = 0
    /// One root for each bit set in `size`, from the highest.
    package private(set) var roots: [TreeHash] = []

    package init() {}

    /// A border read back from elsewhere; nil when the count of roots does not fit the size.
    package init?(size: UInt64, roots: [TreeHash]) {
        guard roots.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.roots = roots
    }

    /// Appends one entry by its leaf hash.
    package mutating func append(_ leaf: TreeHash) {
        var hash = leaf
        var carried = size
        while carried & 1 == 1 {
            hash = .node(roots.removeLast(), hash)
            carried >>= 1
        }
        roots.append(hash)
        size += 1
    }

    /// The root of the whole tree (RFC 6962, section 2.1).
    package var root: TreeHash {
        guard var hash = roots.last else { return .emptyRoot }
        for left in roots.dropLast().reversed() { hash = .node(left, hash) }
        return hash
    }
}
