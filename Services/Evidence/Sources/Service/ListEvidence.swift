internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// A page of the account's sealed items that the filter lets through, erased ones as what stays of them, oldest
    /// first, and the token of the next one.
    func evidence(
        of account: String, filter: EvidenceFilter, size: UInt32, token: String
    ) async throws -> (rows: [ListedEvidence], next: String) {
        let wanted = try PageRequest(size: size, token: token, list: "evidence", account, filter.text)
        let read = try await store.read { snapshot in
            if let project = filter.project, try snapshot.project(project, account: account) == nil {
                throw EvidenceError.projectNotFound
            }
            return try snapshot.evidence(account: account, filter: filter, after: wanted.after, count: wanted.rows + 1)
        }
        return wanted.page(read) { $0.id.text }
    }
}
