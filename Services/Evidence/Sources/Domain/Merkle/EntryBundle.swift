/// Up to 256 entries side by side, each behind its length in two big-endian bytes (c2sp.org/tlog-tiles).
package enum EntryBundle {
    /// The bytes of a bundle; nil when an entry is longer than 65,535 bytes or there are more than 256.
    package static func encode(_ entries: [[UInt8]]) -> [UInt8]? {
        guard entries.count <= Tile.width else { return nil }
        var bytes: [UInt8] = []
        for entry in entries {
            guard let length = UInt16(exactly: entry.count) else { return nil }
            bytes.append(UInt8(length >> 8))
            bytes.append(UInt8(length & 0xFF))
            bytes += entry
        }
        return bytes
    }

    /// The entries of a bundle; nil when a length runs past the end or there are more than 256.
    package static func decode(_ bytes: [UInt8]) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var position = 0
        while position < bytes.count {
            guard position + 2 <= bytes.count, entries.count < Tile.width else { return nil }
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            position += 2
            guard position + length <= bytes.count else { return nil }
            entries.append(Array(bytes[position..<position + length]))
            position += length
        }
        return entries
    }
}
