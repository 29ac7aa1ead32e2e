package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import MeshStore
internal import ProtobufC

extension EvidenceServer {
    /// Creates a project of the account, with an empty chain.
    package func createProject(
        _ request: EvidenceV1.CreateProjectRequest, context: ServerContext
    ) async throws -> EvidenceV1.Project {
        try await answering(context) {
            let account = try context.requireAccount()
            let call = try context.idempotentRequest(account: account, over: request.serialized())
            let project = Project(
                id: identifiers.next(.project), account: account, title: try ProjectTitle(request.title),
                authority: .platform, createdAt: time.wall(), chainID: ChainID(random: random), chain: .start)
            let answer = try await store.once(call) { transaction in
                try transaction.insert(project)
                return SavedAnswer(status: 0, body: EvidenceV1.Project(project).serialized())
            }
            return try EvidenceV1.Project(serialized: answer.body)
        }
    }
}
