internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Creates a project of the account, with an empty chain. Returns the answer's bytes: the first call's when this one
    /// repeats it.
    func createProject(
        titled title: ProjectTitle, of account: String, call: IdempotentRequest,
        answer: @escaping @Sendable (Project) -> [UInt8]
    ) async throws -> [UInt8] {
        let project = Project(
            id: identifiers.next(.project), account: account, title: title, authority: .platform,
            createdAt: time.wall(), chainID: ChainID(random: random), chain: .start)
        return try await store.once(call) { transaction in
            try transaction.insert(project)
            return SavedAnswer(status: 0, body: answer(project))
        }.body
    }
}
