package import MeshAPI
package import MeshRPC
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// A page of the account's projects, oldest first.
    package func listProjects(
        _ request: EvidenceV1.ListProjectsRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListProjectsResponse {
        try await answering(context) {
            let account = try context.requireAccount()
            let wanted = try PageRequest(size: request.pageSize, token: request.pageToken, list: "projects", account)
            let read = try await store.read {
                try $0.projects(account: account, after: wanted.after, count: wanted.rows + 1)
            }
            let page = wanted.page(read, id: \.id)
            return EvidenceV1.ListProjectsResponse(
                projects: page.rows.map { EvidenceV1.Project($0) }, nextPageToken: page.next)
        }
    }
}
