internal import MeshStore

extension EvidenceServer {
    /// Removes files that no item names and that are too old to be on their way; returns how many.
    package func sweepOrphans(olderThan age: Duration = .seconds(60 * Limits.orphanMinutes)) async throws -> Int {
        try await blobs.sweep(olderThan: age) { [store] group in
            try await store.read { try $0.blobsInUse(group) }
        }
    }
}
