import Evidence

/// RFC 6962, section 2.1, word for word: slow, and the measure for everything else.
enum ReferenceTree {
    static func root(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        guard leaves.count > 1 else { return leaves.first ?? .emptyRoot }
        let middle = leaves.startIndex + split(leaves.count)
        return .node(root(leaves[..<middle]), root(leaves[middle...]))
    }

    static func path(_ index: Int, _ leaves: ArraySlice<TreeHash>) -> [TreeHash] {
        guard leaves.count > 1 else { return [] }
        let middle = split(leaves.count)
        let left = leaves.prefix(middle)
        let right = leaves.dropFirst(middle)
        return index < middle ? path(index, left) + [root(right)] : path(index - middle, right) + [root(left)]
    }

    static func proof(_ count: Int, _ leaves: ArraySlice<TreeHash>) -> [TreeHash] {
        subproof(count, leaves, isKnown: true)
    }

    private static func subproof(_ count: Int, _ leaves: ArraySlice<TreeHash>, isKnown: Bool) -> [TreeHash] {
        if count == leaves.count { return isKnown ? [] : [root(leaves)] }
        let middle = split(leaves.count)
        let left = leaves.prefix(middle)
        let right = leaves.dropFirst(middle)
        if count <= middle { return subproof(count, left, isKnown: isKnown) + [root(right)] }
        return subproof(count - middle, right, isKnown: false) + [root(left)]
    }

    private static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }
}

/// Tiles in memory.
struct TileShelf {
    private(set) var tiles: [TileCoordinate: [UInt8]] = [:]

    mutating func keep(_ new: [Tile]) {
        for tile in new { tiles[tile.coordinate] = tile.bytes }
    }

    /// What a store holds after `leaves` were appended in batches of `batch`.
    init(_ leaves: [TreeHash], batch: Int = 256) {
        var edge = TileEdge()
        for start in stride(from: 0, to: leaves.count, by: batch) {
            keep(edge.append(Array(leaves[start..<min(start + batch, leaves.count)])))
        }
    }

    func proofs(_ size: Int) -> TreeProofs {
        TreeProofs(size: UInt64(size)) { tiles[$0] }
    }
}
