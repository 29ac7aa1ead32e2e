internal import MeshStore

extension Snapshot {
    /// The bytes at a path of the log of `size` entries: hashes side by side, or entries behind their lengths. Nil when
    /// the log does not reach that far.
    func bytes(at path: TilePath, size: UInt64) throws -> [UInt8]? {
        guard path.isCovered(by: size) else { return nil }
        switch path {
        case .hashes(let coordinate, let width):
            guard let tile = try tile(coordinate), tile.count >= width * TreeHash.byteCount else {
                throw LogFault.missingTile(level: coordinate.level, index: coordinate.index)
            }
            return Array(tile.prefix(width * TreeHash.byteCount))
        case .entries(let index, let width):
            let first = index * UInt64(Tile.width)
            let entries = try entries(from: first, to: first + UInt64(width))
            guard entries.count == width, let bundle = EntryBundle.encode(entries.map(\.leaf)) else {
                throw LogFault.wrongEntry(index: first)
            }
            return bundle
        }
    }

    /// Where a leaf stands in the log; nil when none of its entries is this one.
    func index(of leaf: Leaf) throws -> UInt64? {
        // Whoever asks may write any number into a leaf.
        guard leaf.sequence <= Limits.logSizeMax else { return nil }
        let found = try row(
            "SELECT log_index, leaf FROM log_entries WHERE chain_id = ? AND sequence = ?", .blob(leaf.chainID.bytes),
            SQLValue(leaf.sequence))
        guard let found, try found.blob("leaf") == leaf.encoded else { return nil }
        return UInt64(try found.integer("log_index"))
    }

    /// Whether the store has `table` with `column`; a file that is opened for reading only may be older than this code.
    func hasColumn(_ column: String, of table: String) throws -> Bool {
        try row("SELECT 1 AS found FROM pragma_table_info(?) WHERE name = ?", .text(table), .text(column)) != nil
    }

    /// Runs `body` over the proofs of the first `size` entries, read from the stored tiles.
    func proving<T>(size: UInt64, _ body: (TreeProofs) throws -> T) throws -> T {
        do {
            return try body(TreeProofs(size: size) { try self.tile($0) })
        } catch let missing as TreeProofs.MissingTile {
            throw LogFault.missingTile(level: missing.coordinate.level, index: missing.coordinate.index)
        }
    }

    /// The last step to another key among the log's first `size` entries, and where it stands; nil when there is none.
    func lastRollover(below size: UInt64) throws -> (index: UInt64, leaf: Leaf)? {
        let found = try row(
            """
            SELECT log_index, leaf FROM log_entries WHERE chain_id = ? AND log_index < ? ORDER BY sequence DESC LIMIT 1
            """,
            .blob(KeyRollover.chainID.bytes), SQLValue(size))
        guard let found else { return nil }
        let index = UInt64(try found.integer("log_index"))
        guard let leaf = Leaf(decoding: try found.blob("leaf")), leaf.kind == .keyRollover else {
            throw LogFault.wrongEntry(index: index)
        }
        return (index, leaf)
    }

    /// That `key` is the one that the log's own entries name last, of its first `size`. A log that never took another
    /// knows its first key by its checkpoint alone.
    func checkCurrent(_ key: NoteKey, size: UInt64) throws {
        guard let last = try lastRollover(below: size) else { return }
        guard last.leaf.workCommit == KeyRollover.commitment(to: key) else {
            throw LogFault.keyRetired(index: last.index)
        }
    }
}
