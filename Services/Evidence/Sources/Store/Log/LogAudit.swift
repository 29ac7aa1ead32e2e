internal import MeshKernel
package import MeshStore

/// Derives the whole log anew from its entries and compares everything that is kept about it: tiles, root, checkpoint,
/// chains, items. Reads page by page, so that it may run beside the service.
package struct LogAudit: Sendable {
    /// What was found to agree.
    package struct Report: Sendable, Equatable {
        /// Entries.
        package let size: UInt64
        /// Root over them.
        package let root: TreeHash
        /// Tiles, full and unfilled.
        package let tiles: UInt64
        /// Chains that have an entry.
        package let chains: Int
        /// Items whose leaf stands where they say.
        package let items: UInt64
        /// Items and chains' seals whose contents were erased, each with an entry that says so.
        package let erased: UInt64
    }

    private let store: any SnapshotSource
    private let key: NoteKey

    /// An audit of the log in `store` whose name and key are `key`'s.
    package init(store: any SnapshotSource, key: NoteKey) {
        self.store = store
        self.key = key
    }

    /// An audit of the log in `store` that `identity` signs.
    package init(store: any SnapshotSource, identity: LogIdentity) {
        self.init(store: store, key: identity.signer.publicKey)
    }

    /// Throws the first `LogFault`. `quiet` says that nobody is sealing meanwhile, so that what stands after the head is
    /// a fault too. `told` hears how many entries of how many were looked at.
    package func run(
        quiet: Bool = true, told: (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) async throws -> Report {
        let origin = key.name
        guard let head = try await store.read({ try $0.logHead(origin: origin) }) else {
            throw LogFault.checkpointMismatch("the store has no log named \(origin)")
        }
        try key.check(head)
        // Nobody migrates a file that is opened for reading only.
        let form = try await store.read { try $0.itemForm() }
        var progress = Progress()
        while progress.edge.size < head.size {
            let current = progress
            progress = try await store.read { try current.advanced(in: $0, to: head, form: form) }
            told(progress.edge.size, head.size)
        }
        let key = key
        try await store.read { try $0.checkCurrent(key, size: head.size) }
        guard progress.edge.root == head.root else { throw LogFault.rootMismatch(size: head.size) }
        let result = progress
        if quiet { try await store.read { try result.checkEnd(in: $0) } }
        return Report(
            size: head.size, root: head.root, tiles: Tile.count(size: head.size), chains: result.chains.count,
            items: result.items, erased: result.erased)
    }

    private struct Progress: Sendable {
        var edge = TileEdge()
        var chains: [ChainID: ChainHead] = [:]
        var items: UInt64 = 0
        var erased: UInt64 = 0

        /// One tile's worth of entries further.
        func advanced(in snapshot: Snapshot, to head: LogHead, form: ItemForm) throws -> Progress {
            var next = self
            let end = min(head.size, edge.size + UInt64(Tile.width))
            let entries = try snapshot.entries(from: edge.size, to: end)
            for (position, entry) in entries.enumerated() where entry.index != edge.size + UInt64(position) {
                throw LogFault.wrongEntry(index: edge.size + UInt64(position))
            }
            guard UInt64(entries.count) == end - edge.size else {
                throw LogFault.wrongEntry(index: edge.size + UInt64(entries.count))
            }
            let leaves = entries.map { TreeHash.leaf($0.leaf) }
            try snapshot.compare(leaves, from: edge.size, head: head)
            for ((index, bytes), hash) in zip(entries, leaves) {
                guard let leaf = Leaf(decoding: bytes) else { throw LogFault.wrongEntry(index: index) }
                let head = next.chains[leaf.chainID] ?? .start
                guard leaf.sequence == head.nextSequence, leaf.previousLeafHash == head.lastLeafHash else {
                    throw LogFault.wrongChain(project: Hexadecimal.encode(leaf.chainID.bytes))
                }
                next.chains[leaf.chainID] = ChainHead(nextSequence: leaf.sequence + 1, lastLeafHash: hash)
                try snapshot.checkItem(at: index, leaf: leaf, hash: hash, form: form)
                if leaf.kind == .work { next.items += 1 }
                if leaf.kind == .tombstone { next.erased += 1 }
            }
            for tile in next.edge.append(leaves) {
                // An unfilled tile may have grown since; its end is looked at when all entries were.
                guard let kept = try snapshot.tile(tile.coordinate), kept.starts(with: tile.bytes) else {
                    throw LogFault.wrongTile(level: tile.coordinate.level, index: tile.coordinate.index)
                }
            }
            return next
        }

        /// That nothing is kept beyond the entries, and the chains' heads are where the entries end.
        func checkEnd(in snapshot: Snapshot) throws {
            guard try !snapshot.hasEntry(from: edge.size) else { throw LogFault.headMoved(expectedSize: edge.size) }
            for (level, bytes) in edge.partial.enumerated() where !bytes.isEmpty {
                let index = edge.size >> UInt64(Tile.height * (level + 1))
                guard try snapshot.tile(TileCoordinate(level: level, index: index)) == bytes else {
                    throw LogFault.wrongTile(level: level, index: index)
                }
            }
            guard try snapshot.tileCount() == Tile.count(size: edge.size) else {
                throw LogFault.wrongTile(level: 0, index: edge.size / UInt64(Tile.width))
            }
            try snapshot.forEachRow("SELECT id, chain_id, next_sequence, last_leaf_hash FROM projects", []) { row in
                let id = try row.text("id")
                let stored = ChainHead(
                    nextSequence: UInt64(try row.integer("next_sequence")),
                    lastLeafHash: TreeHash(try row.blob("last_leaf_hash")) ?? .zero)
                guard let chainID = ChainID(try row.blob("chain_id")), chains[chainID] ?? .start == stored else {
                    throw LogFault.wrongChain(project: id)
                }
                return true
            }
        }
    }
}

/// What the rows of items say, by the age of the store.
private enum ItemForm: Sendable {
    /// Every item came with its bytes, and chains had no seals.
    case bytesAlone
    /// Nothing was ever erased.
    case whole
    /// As the newest migration leaves them.
    case current

    /// The condition, in SQL, that an item came with its bytes.
    var hasBytes: String {
        switch self {
        case .bytesAlone: "TRUE"
        case .whole, .current: "evidence.mode = 'bytes'"
        }
    }

    /// Columns and joins, in SQL, of the entry that says that the one of `table` was erased.
    func tombstone(of table: String) -> (columns: String, joins: String) {
        switch self {
        case .bytesAlone, .whole: ("NULL AS tombstone, NULL AS tombstone_leaf", "")
        case .current:
            (
                "erasures.tombstone AS tombstone, tombstones.leaf AS tombstone_leaf",
                """
                LEFT JOIN erasures ON erasures.log_index = \(table).log_index
                LEFT JOIN log_entries AS tombstones ON tombstones.log_index = erasures.tombstone
                """
            )
        }
    }
}

extension Snapshot {
    /// That the level-0 tile from entry `first` on holds these hashes, and which of the two is wrong where it does not:
    /// the tile is right when what stands above it, up to the signed root, was made of it.
    fileprivate func compare(_ leaves: [TreeHash], from first: UInt64, head: LogHead) throws {
        let coordinate = TileCoordinate(level: 0, index: first / UInt64(Tile.width))
        let wrongTile = LogFault.wrongTile(level: coordinate.level, index: coordinate.index)
        guard let kept = try tile(coordinate), kept.count >= leaves.count * TreeHash.byteCount else {
            throw wrongTile
        }
        let size = TreeHash.byteCount
        let wrong = leaves.enumerated().first { position, hash in
            Array(kept[position * size..<(position + 1) * size]) != hash.bytes
        }
        guard let wrong else { return }
        guard try isRooted(kept, at: coordinate, head: head) else { throw wrongTile }
        throw LogFault.wrongEntry(index: first + UInt64(wrong.offset))
    }

    private func isRooted(_ kept: [UInt8], at coordinate: TileCoordinate, head: LogHead) throws -> Bool {
        guard head.size / UInt64(Tile.width) > coordinate.index else {
            return try TileEdge(size: head.size) { try self.tile($0) }?.root == head.root
        }
        let width = UInt64(Tile.width)
        let above = TileCoordinate(level: coordinate.level + 1, index: coordinate.index / width)
        let position = Int(coordinate.index % width) * TreeHash.byteCount
        guard let row = try tile(above), row.count >= position + TreeHash.byteCount,
            let root = Tile.root(of: kept, first: 0, count: Tile.width)
        else { return false }
        return Array(row[position..<position + TreeHash.byteCount]) == root.bytes
    }

    fileprivate func itemForm() throws -> ItemForm {
        guard try hasColumn("mode", of: "evidence") else { return .bytesAlone }
        return try hasColumn("tombstone", of: "erasures") ? .current : .whole
    }

    /// That the entry at `index` is the leaf of one item or one chain seal, whole with its project, its opening and, when
    /// bytes came, its bytes; or that all of it is gone and another entry says so.
    fileprivate func checkItem(at index: UInt64, leaf: Leaf, hash: TreeHash, form: ItemForm) throws {
        let sql: String
        switch (leaf.kind, form) {
        case (.work, _):
            let tombstone = form.tombstone(of: "evidence")
            sql = """
                SELECT evidence.id AS id, evidence.leaf_hash AS leaf_hash, evidence.sequence AS sequence,
                    projects.chain_id AS chain_id, openings.evidence IS NOT NULL AS opened,
                    contents.blob IS NOT NULL AS kept, (contents.blob IS NOT NULL) = (\(form.hasBytes)) AS whole,
                    \(tombstone.columns)
                FROM evidence
                JOIN projects ON projects.id = evidence.project
                LEFT JOIN openings ON openings.evidence = evidence.id
                LEFT JOIN contents ON contents.evidence = evidence.id
                \(tombstone.joins)
                WHERE evidence.log_index = ?
                """
        case (.chainSeal, .bytesAlone): throw LogFault.wrongEvidence(id: "at \(index)")
        case (.chainSeal, .whole), (.chainSeal, .current):
            let tombstone = form.tombstone(of: "chain_seals")
            sql = """
                SELECT chain_seals.id AS id, chain_seals.leaf_hash AS leaf_hash, chain_seals.sequence AS sequence,
                    projects.chain_id AS chain_id, length(chain_seals.opening) > 0 AS opened,
                    length(chain_seals.content) + length(chain_seals.response) > 0 AS kept,
                    projects.chain_seals >= chain_seals.version AS whole,
                    \(tombstone.columns)
                FROM chain_seals
                JOIN projects ON projects.id = chain_seals.project
                \(tombstone.joins)
                WHERE chain_seals.log_index = ?
                """
        case (.keyRollover, _): return
        case (.tombstone, .current): return try checkTombstone(at: index, leaf: leaf)
        case (.tombstone, .bytesAlone), (.tombstone, .whole): throw LogFault.wrongEvidence(id: "at \(index)")
        }
        guard let row = try row(sql, SQLValue(index)) else { throw LogFault.wrongEvidence(id: "at \(index)") }
        let id = try row.text("id")
        guard try row.blob("leaf_hash") == hash.bytes, try row.blob("chain_id") == leaf.chainID.bytes,
            try UInt64(row.integer("sequence")) == leaf.sequence
        else { throw LogFault.wrongEvidence(id: id) }
        let isOpened = try row.boolean("opened")
        guard let tombstone = try row.optionalInteger("tombstone") else {
            guard isOpened else { throw LogFault.unopened(id: id) }
            guard try row.boolean("whole") else { throw LogFault.wrongEvidence(id: id) }
            return
        }
        // Whatever an entry says, nothing may be left of what it says was erased.
        guard !isOpened, try !row.boolean("kept") else { throw LogFault.notErased(id: id) }
        guard let bytes = try row.optionalBlob("tombstone_leaf"), let said = Leaf(decoding: bytes),
            said.chainID == leaf.chainID, UInt64(tombstone) > index,
            Tombstone(index: index, leafHash: hash).isStated(by: said)
        else { throw LogFault.unopened(id: id) }
    }

    /// That a tombstone is kept with the entry that it names.
    private func checkTombstone(at index: UInt64, leaf: Leaf) throws {
        guard
            let row = try row(
                """
                SELECT erasures.log_index AS log_index, log_entries.leaf AS leaf FROM erasures
                JOIN log_entries ON log_entries.log_index = erasures.log_index WHERE erasures.tombstone = ?
                """, SQLValue(index)),
            Tombstone(
                index: UInt64(try row.integer("log_index")), leafHash: .leaf(try row.blob("leaf"))
            ).isStated(by: leaf)
        else { throw LogFault.wrongEvidence(id: "at \(index)") }
    }
}
