/// The tiles that lead from a tree's newest entries to its root, as an append leaves them: those it changed, and those that
/// were unfilled and still are. Nothing else is needed to prove an entry of that append.
package struct FreshTiles: Sendable, Equatable {
    private let changed: [TileCoordinate: [UInt8]]
    private let edge: TileEdge

    /// After an append that left `edge` and changed the tiles `changed`.
    package init(changed: [Tile], edge: TileEdge) {
        self.changed = Dictionary(uniqueKeysWithValues: changed.map { ($0.coordinate, $0.bytes) })
        self.edge = edge
    }

    /// Proofs about the tree with the new entries; those of older entries may lack tiles.
    package var proofs: TreeProofs {
        TreeProofs(size: edge.size) { changed[$0] ?? edge.tile(at: $0) }
    }
}
