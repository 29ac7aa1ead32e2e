/// Where a tile lies: 256 hashes at height `8 × level`, from `256 × index` on (c2sp.org/tlog-tiles).
package struct TileCoordinate: Sendable, Hashable, Comparable {
    /// From 0, the leaves' hashes, to 7.
    package let level: Int
    /// Place among the tiles of its level, from 0.
    package let index: UInt64

    package init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }

    package static func < (left: TileCoordinate, right: TileCoordinate) -> Bool {
        (left.level, left.index) < (right.level, right.index)
    }

    /// The tile's path: `tile/<L>/<N>` with N in groups of three digits, all but the last prefixed with `x`; a partial
    /// tile of `width` hashes ends in `.p/<width>`.
    package func path(width: Int = Tile.width) -> String {
        "tile/\(level)/" + Self.grouped(index) + (width == Tile.width ? "" : ".p/\(width)")
    }

    /// The path of the bundle of entries below level-0 tile `index`.
    package static func entriesPath(index: UInt64, width: Int = Tile.width) -> String {
        "tile/entries/" + grouped(index) + (width == Tile.width ? "" : ".p/\(width)")
    }

    private static func grouped(_ number: UInt64) -> String {
        var rest = number
        var groups: [String] = []
        repeat {
            let digits = String(rest % 1_000)
            groups.append(String(repeating: "0", count: 3 - digits.count) + digits)
            rest /= 1_000
        } while rest > 0
        return groups.reversed().enumerated()
            .map { $0.offset == groups.count - 1 ? $0.element : "x" + $0.element }
            .joined(separator: "/")
    }
}

/// Up to 256 neighbouring hashes of one height, side by side. A partial tile is a byte prefix of the full one.
package struct Tile: Sendable, Equatable {
    /// Hashes in a full tile.
    package static let width = 256
    /// Levels of the binary tree that one tile covers.
    package static let height = 8

    /// Where it lies.
    package let coordinate: TileCoordinate
    /// 32 bytes for each hash.
    package let bytes: [UInt8]

    package init(coordinate: TileCoordinate, bytes: [UInt8]) {
        self.coordinate = coordinate
        self.bytes = bytes
    }

    /// How many tiles, full and unfilled, a tree of `size` entries has.
    package static func count(size: UInt64) -> UInt64 {
        var count: UInt64 = 0
        var hashes = size
        while hashes > 0 {
            count += (hashes + UInt64(width) - 1) / UInt64(width)
            hashes >>= UInt64(height)
        }
        return count
    }

    /// The root of the perfect subtree over `count` (a power of two) hashes of `bytes` from `first` on; nil when the
    /// bytes do not reach that far.
    static func root(of bytes: [UInt8], first: Int, count: Int) -> TreeHash? {
        let size = TreeHash.byteCount
        guard first >= 0, count > 0, (first + count) * size <= bytes.count else { return nil }
        var row = (first..<first + count).map { TreeHash(trusted: Array(bytes[$0 * size..<($0 + 1) * size])) }
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { .node(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }
}
