package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// One project of the account; another account's is not there.
    package func getProject(
        _ request: EvidenceV1.GetProjectRequest, context: ServerContext
    ) async throws -> EvidenceV1.Project {
        try await answering(context) {
            let account = try context.requireAccount()
            guard let id = Identifier(request.project, kind: .project) else { throw EvidenceError.invalidProjectID }
            guard let project = try await store.read({ try $0.project(id, account: account) }) else {
                throw EvidenceError.projectNotFound
            }
            return EvidenceV1.Project(project)
        }
    }
}
