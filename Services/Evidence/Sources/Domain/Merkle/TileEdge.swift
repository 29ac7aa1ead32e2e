/// The rightmost tiles of a growing tree. Appending yields the tiles that changed; the root is derived from their hashes
/// alone, by another way than `CompactRange` takes, so that a flipped bit in one of the two shows before it is signed.
package struct TileEdge: Sendable, Equatable {
    /// Entries so far.
    package private(set) var size: UInt64 = 0
    /// The unfilled tile of each level, in bytes; empty where the last one is full.
    package private(set) var partial: [[UInt8]] = []

    package init() {}

    /// The edge of a tree of `size` entries, with its unfilled tiles read from where they are kept. A tile that is longer
    /// than the size says is cut, one that is shorter makes the edge nil.
    package init?(size: UInt64, tile: (TileCoordinate) throws -> [UInt8]?) rethrows {
        self.size = size
        var count = size
        var level = 0
        while count > 0 {
            let width = Int(count % UInt64(Tile.width))
            if width == 0 {
                partial.append([])
            } else {
                let coordinate = TileCoordinate(level: level, index: count / UInt64(Tile.width))
                guard let bytes = try tile(coordinate), bytes.count >= width * TreeHash.byteCount else { return nil }
                partial.append(Array(bytes.prefix(width * TreeHash.byteCount)))
            }
            count >>= UInt64(Tile.height)
            level += 1
        }
    }

    /// Appends entries by their leaf hashes. Returns every tile that is new or longer than before, in order.
    package mutating func append(_ leaves: [TreeHash]) -> [Tile] {
        var changed: [TileCoordinate: [UInt8]] = [:]
        var touched = 0
        for leaf in leaves {
            var hash = leaf
            var level = 0
            while true {
                if level == partial.count { partial.append([]) }
                touched = max(touched, level)
                partial[level] += hash.bytes
                guard partial[level].count == Tile.width * TreeHash.byteCount,
                    let root = Tile.root(of: partial[level], first: 0, count: Tile.width)
                else { break }
                let index = size >> UInt64(Tile.height * (level + 1))
                changed[TileCoordinate(level: level, index: index)] = partial[level]
                partial[level] = []
                hash = root
                level += 1
            }
            size += 1
        }
        guard !leaves.isEmpty else { return [] }
        for level in 0...touched where !partial[level].isEmpty {
            let index = size >> UInt64(Tile.height * (level + 1))
            changed[TileCoordinate(level: level, index: index)] = partial[level]
        }
        return changed.sorted { $0.key < $1.key }.map { Tile(coordinate: $0.key, bytes: $0.value) }
    }

    /// The bytes of the unfilled tile at `coordinate`; nil when the tile there is full, or not there yet.
    package func tile(at coordinate: TileCoordinate) -> [UInt8]? {
        guard coordinate.level < partial.count, !partial[coordinate.level].isEmpty,
            coordinate.index == size >> UInt64(Tile.height * (coordinate.level + 1))
        else { return nil }
        return partial[coordinate.level]
    }

    /// The root of the whole tree, hashed anew from the unfilled tiles.
    package var root: TreeHash {
        var result: TreeHash?
        for tile in partial {
            var end = tile.count / TreeHash.byteCount
            // From the right: the lowest set bit of the count is the last perfect subtree.
            while end > 0 {
                let count = end & -end
                guard let subtree = Tile.root(of: tile, first: end - count, count: count) else { break }
                result = result.map { .node(subtree, $0) } ?? subtree
                end -= count
            }
        }
        return result ?? .emptyRoot
    }
}
