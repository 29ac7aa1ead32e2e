/// Proofs about a tree of a given size, made from tiles alone. Keeps the tiles it has asked for.
package final class TreeProofs {
    /// A tile that the tree's size says must exist was not there, or too short.
    package struct MissingTile: Error, Sendable, Equatable {
        /// The tile that was looked for.
        package let coordinate: TileCoordinate
    }

    /// Entries in the tree.
    package let size: UInt64
    private let source: (TileCoordinate) throws -> [UInt8]?
    private var tiles: [TileCoordinate: [UInt8]] = [:]
    private var subtrees: [Place: TreeHash] = [:]

    private struct Place: Hashable {
        let height: Int
        let index: UInt64
    }

    /// Proofs for the first `size` entries; `source` answers the bytes of a tile, whole or at least as far as `size`
    /// reaches.
    package init(size: UInt64, source: @escaping (TileCoordinate) throws -> [UInt8]?) {
        self.size = size
        self.source = source
    }

    /// The root of the tree.
    package func root() throws -> TreeHash {
        size == 0 ? .emptyRoot : try hash(0, size)
    }

    /// The roots of the perfect subtrees that the tree consists of, largest first.
    package func frontier() throws -> [TreeHash] {
        var roots: [TreeHash] = []
        var low: UInt64 = 0
        for height in (0..<64).reversed() where size >> UInt64(height) & 1 == 1 {
            roots.append(try subtree(height: height, index: low >> UInt64(height)))
            low += 1 << UInt64(height)
        }
        return roots
    }

    /// The hash of entry `index`; `index` must be below the size.
    package func leafHash(_ index: UInt64) throws -> TreeHash {
        precondition(index < size, "the entry is in the tree")
        return try subtree(height: 0, index: index)
    }

    /// That entry `index` is in the tree; `index` must be below the size.
    package func inclusion(of index: UInt64) throws -> InclusionProof {
        precondition(index < size, "the entry is in the tree")
        var hashes: [TreeHash] = []
        var low: UInt64 = 0
        var high = size
        while high - low > 1 {
            let middle = low + Self.split(high - low)
            if index < middle {
                hashes.append(try hash(middle, high))
                high = middle
            } else {
                hashes.append(try hash(low, middle))
                low = middle
            }
        }
        return InclusionProof(index: index, hashes: hashes.reversed())
    }

    /// That the tree of the first `oldSize` entries is the beginning of this one; `oldSize` must not exceed the size.
    package func consistency(from oldSize: UInt64) throws -> ConsistencyProof {
        precondition(oldSize <= size, "the old tree is not larger")
        guard oldSize > 0, oldSize < size else { return ConsistencyProof(hashes: []) }
        var hashes: [TreeHash] = []
        var low: UInt64 = 0
        var high = size
        // Whether the old tree's part is a whole subtree that the verifier already knows as the old root.
        var isKnown = true
        while oldSize != high {
            let middle = low + Self.split(high - low)
            if oldSize <= middle {
                hashes.append(try hash(middle, high))
                high = middle
            } else {
                hashes.append(try hash(low, middle))
                low = middle
                isKnown = false
            }
        }
        if !isKnown { hashes.append(try hash(low, high)) }
        return ConsistencyProof(hashes: hashes.reversed())
    }

    /// The largest power of two below `count`.
    private static func split(_ count: UInt64) -> UInt64 {
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }

    /// The hash over the entries from `low` up to `high`.
    private func hash(_ low: UInt64, _ high: UInt64) throws -> TreeHash {
        let count = high - low
        guard count & (count - 1) != 0 || low % count != 0 else {
            return try subtree(height: count.trailingZeroBitCount, index: low / count)
        }
        let middle = low + Self.split(count)
        return .node(try hash(low, middle), try hash(middle, high))
    }

    /// The root of the perfect subtree of 2^`height` entries at `index`: read where a tile has it, else hashed from its
    /// halves, and kept, for neighbouring proofs share most of theirs.
    private func subtree(height: Int, index: UInt64) throws -> TreeHash {
        let place = Place(height: height, index: index)
        if let known = subtrees[place] { return known }
        let hash: TreeHash
        if height % Tile.height == 0 {
            let coordinate = TileCoordinate(level: height / Tile.height, index: index / UInt64(Tile.width))
            let first = Int(index % UInt64(Tile.width)) * TreeHash.byteCount
            let bytes = try tile(coordinate)
            guard first + TreeHash.byteCount <= bytes.count else { throw MissingTile(coordinate: coordinate) }
            hash = TreeHash(trusted: Array(bytes[first..<first + TreeHash.byteCount]))
        } else {
            hash = .node(
                try subtree(height: height - 1, index: 2 * index), try subtree(height: height - 1, index: 2 * index + 1)
            )
        }
        subtrees[place] = hash
        return hash
    }

    private func tile(_ coordinate: TileCoordinate) throws -> [UInt8] {
        if let known = tiles[coordinate] { return known }
        guard let bytes = try source(coordinate) else { throw MissingTile(coordinate: coordinate) }
        tiles[coordinate] = bytes
        return bytes
    }
}
