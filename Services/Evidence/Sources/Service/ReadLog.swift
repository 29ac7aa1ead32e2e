internal import MeshStore

/// The log as everybody may read it: only what is committed, whoever asks. It has a budget of its own, so that reading
/// cannot keep works from being sealed.
struct LogReader: Sendable {
    /// Proof that one entry is in the tree of a size, and what it leads to.
    struct Inclusion: Sendable {
        let proof: InclusionProof
        let size: UInt64
        let leafHash: TreeHash
        let root: TreeHash
        /// The signed note over the root; nil when the log has grown past this size.
        let checkpoint: [UInt8]?
    }

    /// Proof that one tree is the beginning of another, and the roots of both.
    struct Consistency: Sendable {
        let proof: ConsistencyProof
        let oldSize: UInt64
        let size: UInt64
        let oldRoot: TreeHash
        let root: TreeHash
    }

    /// Which entry is meant.
    enum EntryReference: Sendable, Equatable {
        case index(UInt64)
        case leaf([UInt8])
    }

    private let store: any SnapshotSource
    /// The log's name.
    let origin: String
    private let permits = Permits(Limits.logReadsMax, waitersMax: Limits.logReadersWaitingMax)

    init(store: any SnapshotSource, origin: String) {
        self.store = store
        self.origin = origin
    }

    /// The log's head, its checkpoint with the cosignatures that witnesses have given it so far.
    func head() async throws -> LogHead {
        try await read { snapshot, head in try snapshot.cosigned(head) }
    }

    /// The bytes at `path`; nil when the log does not reach that far.
    func bytes(at path: TilePath) async throws -> [UInt8]? {
        try await read { snapshot, head in try snapshot.bytes(at: path, size: head.size) }
    }

    /// That an entry is in the tree of the first `size` entries; 0 means all.
    func inclusion(of entry: EntryReference, size: UInt64) async throws -> Inclusion {
        try await read { snapshot, head in
            let size = size == 0 ? head.size : size
            guard size <= head.size else { throw EvidenceError.sizeBeyondLog(size: head.size) }
            let index: UInt64
            switch entry {
            case .index(let stated): index = stated
            case .leaf(let bytes):
                guard let leaf = Leaf(decoding: bytes) else { throw EvidenceError.invalidLeaf }
                guard let found = try snapshot.index(of: leaf) else { throw EvidenceError.leafNotFound }
                index = found
            }
            guard index < size else { throw EvidenceError.indexBeyondSize(size: size) }
            return try snapshot.proving(size: size) { proofs in
                Inclusion(
                    proof: try proofs.inclusion(of: index), size: size, leafHash: try proofs.leafHash(index),
                    root: try proofs.root(), checkpoint: size == head.size ? head.checkpoint : nil)
            }
        }
    }

    /// That the tree of the first `oldSize` entries is the beginning of that of the first `size`; 0 means all.
    func consistency(from oldSize: UInt64, to size: UInt64) async throws -> Consistency {
        try await read { snapshot, head in
            let size = size == 0 ? head.size : size
            guard size <= head.size else { throw EvidenceError.sizeBeyondLog(size: head.size) }
            guard oldSize <= size else { throw EvidenceError.oldSizeBeyondSize(size: size) }
            let oldRoot = try snapshot.proving(size: oldSize) { try $0.root() }
            return try snapshot.proving(size: size) { proofs in
                Consistency(
                    proof: try proofs.consistency(from: oldSize), oldSize: oldSize, size: size, oldRoot: oldRoot,
                    root: try proofs.root())
            }
        }
    }

    /// Reads something else of the same store for the same people, in turn with them.
    func alongside<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T {
        try await permits.hold { try await store.read(body) }
    }

    private func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot, LogHead) throws -> T) async throws -> T {
        let origin = origin
        return try await permits.hold {
            try await store.read { snapshot in
                guard let head = try snapshot.logHead(origin: origin) else {
                    throw LogFault.checkpointMismatch("the log was never begun")
                }
                return try body(snapshot, head)
            }
        }
    }
}
