internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// One filing of the account with its history; another account's is not there.
    func filing(_ text: String, of account: String) async throws -> Filing {
        guard let id = Identifier(text, kind: .filing) else { throw EvidenceError.invalidFilingID }
        guard let filing = try await store.read({ try $0.filing(id, account: account) }) else {
            throw EvidenceError.filingNotFound
        }
        return filing
    }
}
