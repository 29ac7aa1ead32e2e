internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// One project of the account; another account's is not there.
    func project(_ text: String, of account: String) async throws -> Project {
        guard let id = Identifier(text, kind: .project) else { throw EvidenceError.invalidProjectID }
        guard let project = try await store.read({ try $0.project(id, account: account) }) else {
            throw EvidenceError.projectNotFound
        }
        return project
    }
}
