package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// A page of the account's sealed items, of one project or of all, oldest first.
    package func listEvidence(
        _ request: EvidenceV1.ListEvidenceRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListEvidenceResponse {
        try await answering(context) {
            let account = try context.requireAccount()
            let project = try projectFilter(request.project)
            let wanted = try PageRequest(
                size: request.pageSize, token: request.pageToken, list: "evidence", account, request.project)
            let read = try await store.read { snapshot in
                if let project, try snapshot.project(project, account: account) == nil {
                    throw EvidenceError.projectNotFound
                }
                return try snapshot.evidence(
                    account: account, project: project, after: wanted.after, count: wanted.rows + 1)
            }
            let page = wanted.page(read, id: \.id)
            return EvidenceV1.ListEvidenceResponse(
                items: page.rows.map { EvidenceV1.EvidenceItem($0, origin: identity.origin) }, nextPageToken: page.next)
        }
    }

    private func projectFilter(_ text: String) throws(EvidenceError) -> Identifier? {
        guard !text.isEmpty else { return nil }
        guard let id = Identifier(text, kind: .project) else { throw .invalidProjectID }
        return id
    }
}
