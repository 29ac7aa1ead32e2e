/// What a path of a log names below the log's own prefix (c2sp.org/tlog-tiles): hashes or entries, whole or the first
/// few of a tile that is not full.
package enum TilePath: Sendable, Equatable {
    /// Hashes of one height.
    case hashes(TileCoordinate, width: Int)
    /// Entries below the level-0 tile of this index.
    case entries(index: UInt64, width: Int)

    /// Bounds of a path.
    package enum Limits {
        /// The highest level that the format allows; no tree of 64-bit size reaches it.
        static let levelMax = 63
        /// Groups of three digits in an index.
        static let groupsMax = 6
    }

    /// Reads `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`; nil for any other way of writing it.
    package init?(parsing path: some StringProtocol) {
        var parts = String(path).split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count >= 3, parts.removeFirst() == "tile" else { return nil }
        let kind = parts.removeFirst()
        var width = Tile.width
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let stated = CanonicalNumber.parse(parts.removeLast()), (1..<UInt64(Tile.width)).contains(stated)
            else {
                return nil
            }
            width = Int(stated)
            parts.append(String(parts.removeLast().dropLast(2)))
        }
        guard parts.count <= Limits.groupsMax else { return nil }
        var index: UInt64 = 0
        for (position, part) in parts.enumerated() {
            let digits = position == parts.count - 1 ? part[...] : part.dropFirst()
            guard digits.utf8.count == 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let group = UInt64(digits)
            else { return nil }
            index = index * 1_000 + group
        }
        if kind == "entries" {
            self = .entries(index: index, width: width)
        } else {
            guard let level = CanonicalNumber.parse(kind), level <= UInt64(Limits.levelMax) else { return nil }
            self = .hashes(TileCoordinate(level: Int(level), index: index), width: width)
        }
        // One thing has one path: no leading groups of zeros, no missing mark.
        guard self.path == String(path) else { return nil }
    }

    /// The path itself.
    package var path: String {
        switch self {
        case .hashes(let coordinate, let width): coordinate.path(width: width)
        case .entries(let index, let width): TileCoordinate.entriesPath(index: index, width: width)
        }
    }

    /// Whether a tree of `size` entries has all that the path asks for.
    package func isCovered(by size: UInt64) -> Bool {
        let (level, index, width) =
            switch self {
            case .hashes(let coordinate, let width): (coordinate.level, coordinate.index, width)
            case .entries(let index, let width): (0, index, width)
            }
        guard level < UInt64.bitWidth / Tile.height else { return false }
        let hashes = size >> UInt64(Tile.height * level)
        let (first, isBeyond) = index.multipliedReportingOverflow(by: UInt64(Tile.width))
        return !isBeyond && first < hashes && UInt64(width) <= hashes - first
    }

    /// Whether what stands here can never change: a full tile, or what is below one.
    package var isWhole: Bool {
        switch self {
        case .hashes(_, let width), .entries(_, let width): width == Tile.width
        }
    }
}
