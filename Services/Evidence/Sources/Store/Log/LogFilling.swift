package import MeshKernel
package import MeshStore

/// Fills a log with made-up entries as fast as the disk takes them, to learn what a large one costs. They roll
/// keys over, on chains that no project has, so that an audit of the log finds nothing missing.
package struct LogFilling: Sendable {
    private enum Limits {
        /// Entries in one transaction.
        static let batchEntriesMax: UInt64 = 16_384
        /// Chains that take turns.
        static let chains = 256
    }

    private let identity: LogIdentity
    private let time: any TimeSource
    private let random: any RandomSource
    private let chains: [ChainID]
    private var heads: [ChainHead]

    /// Fills the log `identity`.
    package init(identity: LogIdentity, time: any TimeSource, random: any RandomSource) {
        self.identity = identity
        self.time = time
        self.random = random
        chains = (0..<Limits.chains).map { _ in ChainID(random: random) }
        heads = Array(repeating: .start, count: Limits.chains)
    }

    /// Adds entries until there are `size`. The store should be one that is thrown away, the same each time; nobody else
    /// may write to the log meanwhile. Returns how many it added.
    package mutating func fill(_ store: Store, to size: UInt64) async throws -> UInt64 {
        var state = try await begin(store)
        let before = state.size
        var writing: Task<Void, any Error>?
        while state.size < size {
            let first = state.size
            let leaves = makeLeaves(min(size - first, Limits.batchEntriesMax))
            let (root, tiles) = try state.append(leaves)
            let head = identity.head(size: state.size, root: root)
            // The next entries are made while these are written.
            try await writing?.value
            writing = Task { [origin = identity.origin] in
                try await store.write { transaction in
                    try transaction.moveHead(origin: origin, from: first, to: head)
                    for tile in tiles { try transaction.keep(tile) }
                    for (offset, leaf) in leaves.enumerated() {
                        try transaction.insert(leaf, at: first + UInt64(offset))
                    }
                }
            }
        }
        try await writing?.value
        return state.size - before
    }

    private func begin(_ store: Store) async throws -> LogState {
        let origin = identity.origin
        let state = try await store.read { snapshot in
            try snapshot.logHead(origin: origin).map { try LogState(reading: snapshot, head: $0) }
        }
        if let state { return state }
        let empty = identity.head(size: 0, root: .emptyRoot)
        try await store.write { try $0.insert(empty, origin: origin) }
        return LogState()
    }

    private mutating func makeLeaves(_ count: UInt64) -> [Leaf] {
        let accepted = UInt64(clamping: time.wall().milliseconds)
        let noise = random.bytes(TreeHash.byteCount)
        return (0..<count).map { number in
            let chain = Int(number) % chains.count
            let made = TreeHash(trusted: noise.dropLast(2) + [UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)])
            let leaf = Leaf(
                kind: .keyRollover, acceptedMilliseconds: accepted, workCommit: made, chainID: chains[chain],
                sequence: heads[chain].nextSequence, previousLeafHash: heads[chain].lastLeafHash, metaCommit: made,
                tokenHash: made)
            heads[chain] = ChainHead(nextSequence: leaf.sequence + 1, lastLeafHash: leaf.hash)
            return leaf
        }
    }
}
