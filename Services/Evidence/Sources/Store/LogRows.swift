internal import MeshStore

/// The log's state as stored: how many entries, their root, and the signed checkpoint that says so.
package struct LogHead: Sendable, Equatable {
    /// Entries.
    package let size: UInt64
    /// Root over them.
    package let root: TreeHash
    /// Signed note.
    package let checkpoint: [UInt8]

    package init(size: UInt64, root: TreeHash, checkpoint: [UInt8]) {
        self.size = size
        self.root = root
        self.checkpoint = checkpoint
    }
}

extension Transaction {
    /// Inserts the head of a log that has no entries yet.
    func insert(_ head: LogHead, origin: String) throws {
        try execute(
            "INSERT INTO log_head (origin, size, root, checkpoint) VALUES (?, ?, ?, ?)", .text(origin),
            SQLValue(head.size), .blob(head.root.bytes), .blob(head.checkpoint))
    }

    /// Moves the head on from `oldSize`; a head that is elsewhere is a second writer.
    func moveHead(origin: String, from oldSize: UInt64, to head: LogHead) throws {
        let changed = try execute(
            "UPDATE log_head SET size = ?, root = ?, checkpoint = ? WHERE origin = ? AND size = ?",
            SQLValue(head.size), .blob(head.root.bytes), .blob(head.checkpoint), .text(origin), SQLValue(oldSize))
        guard changed == 1 else { throw LogFault.headMoved(expectedSize: oldSize) }
    }

    /// Inserts an entry at its index.
    func insert(_ leaf: Leaf, at index: UInt64) throws {
        try execute(
            "INSERT INTO log_entries (log_index, chain_id, sequence, leaf) VALUES (?, ?, ?, ?)", SQLValue(index),
            .blob(leaf.chainID.bytes), SQLValue(leaf.sequence), .blob(leaf.encoded))
    }

    /// Keeps a tile, in the place of its shorter prefix if there is one.
    func keep(_ tile: Tile) throws {
        try execute(
            """
            INSERT INTO log_tiles (level, tile, hashes) VALUES (?, ?, ?)
            ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes
            """,
            SQLValue(tile.coordinate.level), SQLValue(tile.coordinate.index), .blob(tile.bytes))
    }
}

extension Snapshot {
    /// The log's head; nil before the log was begun.
    func logHead(origin: String) throws -> LogHead? {
        guard let row = try row("SELECT size, root, checkpoint FROM log_head WHERE origin = ?", .text(origin)),
            let root = TreeHash(try row.blob("root"))
        else { return nil }
        return LogHead(size: UInt64(try row.integer("size")), root: root, checkpoint: try row.blob("checkpoint"))
    }

    /// The hashes of a tile as far as they are known.
    func tile(_ coordinate: TileCoordinate) throws -> [UInt8]? {
        try row(
            "SELECT hashes FROM log_tiles WHERE level = ? AND tile = ?", SQLValue(coordinate.level),
            SQLValue(coordinate.index))?.blob("hashes")
    }

    /// How many tiles are kept.
    func tileCount() throws -> UInt64 {
        UInt64(try row("SELECT count(*) AS tiles FROM log_tiles")?.integer("tiles") ?? 0)
    }

    /// The entry at `index`, as bytes.
    func entry(_ index: UInt64) throws -> [UInt8]? {
        try row("SELECT leaf FROM log_entries WHERE log_index = ?", SQLValue(index))?.blob("leaf")
    }

    /// The entries from `first` up to `end`, as far as they exist, with their indices.
    func entries(from first: UInt64, to end: UInt64) throws -> [(index: UInt64, leaf: [UInt8])] {
        try rows(
            "SELECT log_index, leaf FROM log_entries WHERE log_index >= ? AND log_index < ? ORDER BY log_index",
            SQLValue(first), SQLValue(end)
        ).map { (UInt64(try $0.integer("log_index")), try $0.blob("leaf")) }
    }

    /// Whether an entry stands at `size` or after it.
    func hasEntry(from size: UInt64) throws -> Bool {
        try row("SELECT log_index FROM log_entries WHERE log_index >= ? LIMIT 1", SQLValue(size)) != nil
    }

    /// Earlier entries of a chain, from `first` up to `end`, with their places in the log.
    func chainEntries(_ chainID: ChainID, from first: UInt64, to end: UInt64) throws
        -> [(sequence: UInt64, index: UInt64, leaf: [UInt8])]
    {
        try rows(
            """
            SELECT sequence, log_index, leaf FROM log_entries
            WHERE chain_id = ? AND sequence >= ? AND sequence < ? ORDER BY sequence
            """,
            .blob(chainID.bytes), SQLValue(first), SQLValue(end)
        ).map { (UInt64(try $0.integer("sequence")), UInt64(try $0.integer("log_index")), try $0.blob("leaf")) }
    }
}
