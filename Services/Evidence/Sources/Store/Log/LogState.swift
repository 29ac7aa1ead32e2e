internal import MeshStore

/// The log in memory: everything that the next append needs, derived twice.
struct LogState: Sendable, Equatable {
    /// One derivation: roots of perfect subtrees.
    private(set) var range: CompactRange
    /// The other: the unfilled tiles.
    private(set) var edge: TileEdge

    /// A log without entries.
    init() {
        range = CompactRange()
        edge = TileEdge()
    }

    var size: UInt64 { range.size }

    /// Reads the state below `head` from the stored tiles, and refuses it unless both derivations give the head's root
    /// and the last entry is the one that the tiles end with.
    init(reading snapshot: Snapshot, head: LogHead) throws {
        guard let edge = try TileEdge(size: head.size, tile: { try snapshot.tile($0) }) else {
            throw LogFault.missingTile(level: 0, index: head.size / UInt64(Tile.width))
        }
        let proofs = TreeProofs(size: head.size) { try snapshot.tile($0) }
        do {
            guard let range = CompactRange(size: head.size, roots: try proofs.frontier()), range.root == head.root,
                edge.root == head.root
            else { throw LogFault.rootMismatch(size: head.size) }
            self.range = range
        } catch let missing as TreeProofs.MissingTile {
            throw LogFault.missingTile(level: missing.coordinate.level, index: missing.coordinate.index)
        }
        self.edge = edge
        guard try !snapshot.hasEntry(from: head.size) else { throw LogFault.headMoved(expectedSize: head.size) }
        if head.size > 0 {
            guard let last = try snapshot.entry(head.size - 1), try proofs.leafHash(head.size - 1) == .leaf(last) else {
                throw LogFault.wrongEntry(index: head.size - 1)
            }
        }
    }

    /// Appends entries. Each derivation hashes them for itself; a difference is a fault of the machine or the code, and
    /// nothing may be signed over it.
    mutating func append(_ leaves: [Leaf]) throws(LogFault) -> (root: TreeHash, tiles: [Tile]) {
        for leaf in leaves { range.append(leaf.hash) }
        let tiles = edge.append(leaves.map(\.hash))
        let root = range.root
        guard root == edge.root, range.size == edge.size else { throw .rootMismatch(size: range.size) }
        return (root, tiles)
    }
}

#if DEBUG
/// One of the two ways in which the root of the log is derived.
package enum RootDerivation: String, Sendable, CaseIterable {
    /// From the roots of perfect subtrees.
    case subtrees
    /// From the unfilled tiles.
    case tiles
}

extension LogState {
    /// Flips a bit of the newest hash that a derivation remembers. For tests.
    mutating func flipBit(of derivation: RootDerivation) {
        switch derivation {
        case .subtrees:
            var roots = range.roots.map(\.bytes)
            roots[roots.endIndex - 1][0] ^= 1
            range = CompactRange(size: range.size, roots: roots.map(TreeHash.init(trusted:))) ?? range
        case .tiles:
            let whole = edge
            edge =
                TileEdge(size: whole.size) { coordinate in
                    guard var bytes = whole.tile(at: coordinate) else { return nil }
                    if coordinate.level == 0 { bytes[bytes.endIndex - 1] ^= 1 }
                    return bytes
                } ?? whole
        }
    }
}
#endif
