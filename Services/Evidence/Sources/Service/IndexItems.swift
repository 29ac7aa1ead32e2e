internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Lets items be found that were sealed before there was an index, and begins their custody logs; returns how many.
    package func indexOldItems() async throws -> Int {
        let key = try await serviceKeys.key()
        var indexed = 0
        var last: String?
        while true {
            let before = last
            let step = try await store.read { try $0.unindexedItems(before: before, count: Limits.indexRowsMax) }
            guard let lowest = step.last else { return indexed }
            try await store.write { transaction in
                for item in step.items {
                    try transaction.index(key.codes(of: item.digests), of: item.id, at: item.logIndex)
                    if try !transaction.hasCustody(item.id) { try transaction.beginCustodyLate(of: item.id, key: key) }
                }
            }
            indexed += step.items.count
            last = lowest
        }
    }
}
