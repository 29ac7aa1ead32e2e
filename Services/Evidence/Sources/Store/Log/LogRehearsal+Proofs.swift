package import MeshStore

extension LogRehearsal {
    /// Proves that the entry `index` is in the log of its first `size` entries, from the tiles in `store`, and that the
    /// proof leads to the root; how many hashes it took.
    package static func prove(_ index: UInt64, size: UInt64, in store: Store) async throws -> Int {
        try await store.read { snapshot in
            try snapshot.proving(size: size) { proofs in
                let proof = try proofs.inclusion(of: index)
                guard proof.root(leaf: try proofs.leafHash(index), size: size) == (try proofs.root()) else {
                    throw LogFault.rootMismatch(size: size)
                }
                return proof.hashes.count
            }
        }
    }

    /// Proves that the log's first `oldSize` entries are the beginning of its first `size`, as `prove` does.
    package static func proveGrowth(from oldSize: UInt64, to size: UInt64, in store: Store) async throws -> Int {
        try await store.read { snapshot in
            let oldRoot = try snapshot.proving(size: oldSize) { try $0.root() }
            return try snapshot.proving(size: size) { proofs in
                let proof = try proofs.consistency(from: oldSize)
                guard proof.holds(oldSize: oldSize, oldRoot: oldRoot, size: size, root: try proofs.root()) else {
                    throw LogFault.rootMismatch(size: size)
                }
                return proof.hashes.count
            }
        }
    }
}
