internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// A page of the account's sealed items, of one project or, when `project` is empty, of all, oldest first, and the
    /// token of the next one.
    func evidence(
        of account: String, project text: String, size: UInt32, token: String
    ) async throws -> (rows: [EvidenceItem], next: String) {
        let filter = try projectFilter(text)
        let wanted = try PageRequest(size: size, token: token, list: "evidence", account, text)
        let read = try await store.read { snapshot in
            if let filter, try snapshot.project(filter, account: account) == nil {
                throw EvidenceError.projectNotFound
            }
            return try snapshot.evidence(
                account: account, project: filter, after: wanted.after, count: wanted.rows + 1)
        }
        return wanted.page(read, id: \.id)
    }

    private func projectFilter(_ text: String) throws(EvidenceError) -> Identifier? {
        guard !text.isEmpty else { return nil }
        guard let id = Identifier(text, kind: .project) else { throw .invalidProjectID }
        return id
    }
}
