package import MeshAPI
package import MeshRPC

/// The `Log` service on the wire: messages in and out.
package struct LogEndpoint: EvidenceV1.LogService {
    private let server: EvidenceServer

    /// An endpoint of `server`.
    package init(_ server: EvidenceServer) {
        self.server = server
    }

    /// The newest checkpoint of a log.
    package func getCheckpoint(
        _ request: EvidenceV1.GetCheckpointRequest, context: ServerContext
    ) async throws -> EvidenceV1.LogCheckpoint {
        try await server.answering(context) {
            let log = try server.log(named: request.origin)
            let head = try await log.callers.head()
            return EvidenceV1.LogCheckpoint(
                origin: log.key.name, size: head.size, root: head.root.bytes, note: head.checkpoint,
                key: log.key.line, frozen: log.isFrozen)
        }
    }

    /// That one entry is in the tree of a size.
    package func getInclusionProof(
        _ request: EvidenceV1.GetInclusionProofRequest, context: ServerContext
    ) async throws -> EvidenceV1.LogInclusionProof {
        try await server.answering(context) {
            let entry: LogReader.EntryReference
            switch request.which {
            case nil: throw EvidenceError.missingLogEntry
            case .index(let index)?: entry = .index(index)
            case .leaf(let leaf)?: entry = .leaf(leaf)
            }
            let found = try await server.log(named: request.origin).callers.inclusion(of: entry, size: request.size)
            return EvidenceV1.LogInclusionProof(
                index: found.proof.index, size: found.size, leafHash: found.leafHash.bytes,
                hashes: found.proof.hashes.map(\.bytes), root: found.root.bytes, note: found.checkpoint ?? [])
        }
    }

    /// That one tree is the beginning of another.
    package func getConsistencyProof(
        _ request: EvidenceV1.GetConsistencyProofRequest, context: ServerContext
    ) async throws -> EvidenceV1.LogConsistencyProof {
        try await server.answering(context) {
            let found = try await server.log(named: request.origin).callers
                .consistency(from: request.oldSize, to: request.size)
            return EvidenceV1.LogConsistencyProof(
                oldSize: found.oldSize, size: found.size, hashes: found.proof.hashes.map(\.bytes),
                oldRoot: found.oldRoot.bytes, root: found.root.bytes)
        }
    }
}
