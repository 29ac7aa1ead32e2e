internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// A page of the account's projects, oldest first, and the token of the next one.
    func projects(of account: String, size: UInt32, token: String) async throws -> (rows: [Project], next: String) {
        let wanted = try PageRequest(size: size, token: token, list: "projects", account)
        let read = try await store.read {
            try $0.projects(account: account, after: wanted.after, count: wanted.rows + 1)
        }
        return wanted.page(read) { $0.id.text }
    }
}
